using System.Net.Http.Headers;

namespace TracedLlm.Export;

/// <summary>The header <c>Retry-After</c>, which says seconds or a date.</summary>
internal static class RetryAfter
{
    // A backend that says more than that is asked again all the same.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);

    public static TimeSpan? Parse(RetryConditionHeaderValue? header, TimeProvider clock) => header switch
    {
        { Delta: { } delta } => Bounded(delta),
        { Date: { } date } => Bounded(date - clock.GetUtcNow()),
        _ => null,
    };

    public static TimeSpan Bounded(TimeSpan delay) =>
        delay < TimeSpan.Zero ? TimeSpan.Zero : delay > Longest ? Longest : delay;
}
