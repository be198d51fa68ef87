"""Navigation and shared panels of inspection forms, chats and reviews."""
