"""The API of inspection forms, chats and reviews."""
