namespace RealtimeBridge.Sessions;

internal sealed class Session(string id, string model, TimeProvider clock, Action<Session> ended) : IDisposable
{
    private readonly CancellationTokenSource _idle = new();

    public event EventHandler? Closed;

    public string Id => id;

    public string Model => model;

    public DateTimeOffset Started { get; } = clock.GetUtcNow();

    public Traffic Sent { get; } = new(clock);

    public Traffic Received { get; } = new(clock);

    public CancellationToken Idle => _idle.Token;

    public void CloseIdle()
    {
        Closed?.Invoke(this, EventArgs.Empty);
        _idle.Cancel();
    }

    public void Dispose()
    {
        ended(this);
        _idle.Dispose();
    }
}
