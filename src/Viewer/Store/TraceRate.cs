namespace TracedLlm.Viewer.Store;

/// <summary>
/// Limits how many traces begin to be held in a second. At thousands of requests a second the whole list would be new before anybody has
/// read a row, and each trace would outlive the collections that free it for nearly nothing. Not safe for concurrent use.
/// </summary>
/// <param name="perSecond">How many traces are held each second.</param>
/// <param name="seconds">The traces of how many seconds are held at once after a pause.</param>
/// <param name="clock">The clock.</param>
internal sealed class TraceRate(int perSecond, int seconds, TimeProvider clock)
{
    private double _left = perSecond * seconds;
    private long _last = clock.GetTimestamp();

    /// <summary>Whether one more trace is held.</summary>
    public bool TryTake()
    {
        var now = clock.GetTimestamp();
        _left = Math.Min(perSecond * seconds, _left + (clock.GetElapsedTime(_last, now).TotalSeconds * perSecond));
        _last = now;
        if (_left < 1)
        {
            return false;
        }

        _left--;
        return true;
    }
}
