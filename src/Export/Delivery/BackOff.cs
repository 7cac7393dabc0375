namespace TracedLlm.Export.Delivery;

/// <summary>The pause after failures in a row: it doubles with each failure, up to a bound, and has jitter.</summary>
/// <param name="random">Returns a number from 0 to 1, so that gateways that failed together do not try again together.</param>
internal sealed class BackOff(Func<double> random)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause that no backend asks for.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    /// <summary>The pause after a failure.</summary>
    /// <param name="failures">How many failures in a row there were, from 1.</param>
    /// <param name="retryAfter">The time that the backend asks for; the pause is never shorter.</param>
    public TimeSpan DelayFor(int failures, TimeSpan? retryAfter)
    {
        var doubled = First * Math.Pow(2, Math.Min(failures, 16) - 1);
        var delay = (doubled < Longest ? doubled : Longest) * (0.5 + (0.5 * random()));
        return retryAfter > delay ? retryAfter.Value + (First * random()) : delay;
    }
}
