internal sealed class NpgsqlCommand(string text) : IAsyncDisposable
{
    public NpgsqlParameters Parameters { get; } = new();

    public Task<int> ExecuteNonQueryAsync(CancellationToken cancellationToken) => Task.FromResult(text.Length);

    public ValueTask DisposeAsync() => default;
}
