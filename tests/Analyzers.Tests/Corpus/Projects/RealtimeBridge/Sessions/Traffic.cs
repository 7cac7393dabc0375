namespace RealtimeBridge.Sessions;

internal sealed class Traffic(TimeProvider clock)
{
    private long _messages;
    private long _bytes;
    private long _last = clock.GetTimestamp();

    public long Messages => Interlocked.Read(ref _messages);

    public long Bytes => Interlocked.Read(ref _bytes);

    public TimeSpan Quiet => clock.GetElapsedTime(Interlocked.Read(ref _last));

    public void Count(int bytes)
    {
        Interlocked.Increment(ref _messages);
        Interlocked.Add(ref _bytes, bytes);
        Interlocked.Exchange(ref _last, clock.GetTimestamp());
    }
}
