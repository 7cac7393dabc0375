namespace TracedLlm.Export;

/// <summary>How long a destination is left alone after so many failures in a row: twice as long each time, with jitter, bounded.</summary>
/// <param name="random">A number from 0 to 1, so that gateways that failed together do not try again together.</param>
internal sealed class BackOff(Func<double> random)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    /// <summary>The delay after the failure of that number, counted from 1; never less than the backend asks for.</summary>
    public TimeSpan DelayFor(int failures, TimeSpan? retryAfter)
    {
        var doubled = First * Math.Pow(2, Math.Min(failures, 16) - 1);
        var delay = (doubled < Longest ? doubled : Longest) * (0.5 + (0.5 * random()));
        return retryAfter > delay ? retryAfter.Value + (First * random()) : delay;
    }
}
