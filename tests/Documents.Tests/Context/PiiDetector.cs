internal sealed class PiiDetector
{
    public Task<List<string>> FindAsync(string text) => Task.FromResult<List<string>>([text]);
}
