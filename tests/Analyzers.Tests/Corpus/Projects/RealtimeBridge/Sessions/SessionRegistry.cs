using System.Collections.Concurrent;

namespace RealtimeBridge.Sessions;

internal sealed class SessionRegistry(TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, Session> _open = new();

    public Session Open(string model, string? callId)
    {
        var session = new Session(callId ?? Guid.NewGuid().ToString(), model, clock, ended => _open.TryRemove(ended.Id, out _));
        _open[session.Id] = session;
        return session;
    }

    public IEnumerable<Session> QuietFor(TimeSpan time) => _open.Values.Where(session => session.Sent.Quiet > time && session.Received.Quiet > time);

    public object Snapshot() => new
    {
        count = _open.Count,
        models = _open.Values.CountBy(session => session.Model).OrderByDescending(model => model.Value),
        oldest = _open.Values.Min(session => (DateTimeOffset?)session.Started),
        traffic = _open.Values.Aggregate((Sent: 0L, Received: 0L), (sum, session) => (sum.Sent + session.Sent.Bytes, sum.Received + session.Received.Bytes)).ToString(),
    };
}
