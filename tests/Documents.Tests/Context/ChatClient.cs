internal sealed class ChatClient
{
    public Task<string> CompleteAsync(string prompt) => Task.FromResult(prompt);
}
