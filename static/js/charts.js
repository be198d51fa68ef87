// Trend charts under a strict policy: canvas, rich text tooltip, data from json_script blocks, colours from the tokens.
(() => {
  const probe = document.createElement("i");
  probe.hidden = true;
  document.body.append(probe);
  const colour = (name) => { probe.style.color = `var(${name})`; return getComputedStyle(probe).color; };
  const chinese = document.documentElement.lang.startsWith("zh");
  const drawn = new Map();

  const figure = (data) => (value) => {
    if (value === null || value === undefined) return "";
    const text = Math.abs(value).toLocaleString("en", { minimumFractionDigits: 0, maximumFractionDigits: data.places });
    return `${value < 0 ? "\u2212" : ""}${text}`;
  };

  const bandSeries = (data, band) => [
    { type: "line", data: data.low, stack: "band", stackStrategy: "all", symbol: "none", lineStyle: { opacity: 0 }, silent: true, emphasis: { disabled: true } },
    { type: "line", data: data.high.map((high, at) => (high === null || data.low[at] === null ? null : high - data.low[at])),
      stack: "band", stackStrategy: "all", symbol: "none", lineStyle: { opacity: 0 }, areaStyle: { color: band, opacity: 1 }, silent: true, emphasis: { disabled: true } },
  ];

  const options = (data) => {
    const ink = colour("--cs-ink"), quiet = colour("--cs-ink-3"), line = colour("--cs-line");
    const own = colour("--cs-own"), surface = colour("--cs-surface");
    const font = getComputedStyle(document.body).fontFamily;
    const show = figure(data);
    const lines = (points) => {
      const at = points[0].dataIndex;
      const said = [data.periods[at], `${data.names.own}: ${show(data.own[at])}${data.own[at] === null ? "–" : data.unit}`];
      if (data.low.length && data.low[at] !== null) said.push(`${data.names.band}: ${show(data.low[at])}–${show(data.high[at])}${data.unit}`);
      return said.join("\n");
    };
    const target = data.target === null ? undefined : {
      symbol: "none", silent: true, data: [{ yAxis: data.target }], label: { show: false },
      lineStyle: { color: colour("--cs-target"), type: "dashed", width: 1.25 },
    };
    const bars = data.kind === "bar";
    const room = (side) => (range) => {
      const known = data.target === null ? [range.min, range.max] : [range.min, range.max, data.target];
      const low = Math.min(...known), high = Math.max(...known), pad = (high - low || 1) * 0.12;
      return Number((side < 0 ? low - pad : high + pad).toPrecision(3));
    };
    return {
      animation: false, textStyle: { fontFamily: font, fontSize: 12, color: quiet }, aria: { enabled: false },
      grid: { left: 8, right: 20, top: 12, bottom: 4, containLabel: true },
      tooltip: { trigger: "axis", renderMode: "richText", backgroundColor: surface, borderColor: line, formatter: lines,
        textStyle: { color: ink, fontSize: 13, fontFamily: font }, axisPointer: { type: bars ? "shadow" : "line", lineStyle: { color: quiet, type: "dotted" } } },
      xAxis: { type: "category", data: data.periods, boundaryGap: bars, axisLine: { lineStyle: { color: line } }, axisTick: { show: false }, axisLabel: { color: quiet, hideOverlap: true } },
      yAxis: { type: "value", scale: !bars, min: bars ? 0 : room(-1), max: bars ? undefined : room(1), splitNumber: 3,
        splitLine: { lineStyle: { color: line } }, axisLabel: { color: quiet, showMinLabel: bars, showMaxLabel: bars, formatter: show } },
      series: [
        ...(data.low.length ? bandSeries(data, colour("--cs-band")) : []),
        { type: data.kind, name: data.names.own, data: data.own, symbol: "circle", symbolSize: 6, color: own, barMaxWidth: 28,
          lineStyle: { width: 2.5, color: own }, emphasis: { disabled: true }, z: 5, markLine: target },
      ],
    };
  };

  const draw = (node) => {
    const source = document.getElementById(node.dataset.csChart);
    if (!source || !window.echarts) return;
    const data = JSON.parse(source.textContent);
    const chart = drawn.get(node) || echarts.init(node, null, { renderer: "canvas", locale: chinese ? "ZH" : "EN" });
    drawn.set(node, chart);
    chart.setOption(options(data), true);
  };
  const all = (root) => root.querySelectorAll("[data-cs-chart]").forEach(draw);
  all(document);
  document.body.addEventListener("htmx:load", (event) => all(event.detail.elt));
  addEventListener("cs:theme", () => all(document));
  addEventListener("resize", () => drawn.forEach((chart) => chart.resize()));
})();
