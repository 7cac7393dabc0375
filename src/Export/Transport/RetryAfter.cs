using System.Net.Http.Headers;

namespace TracedLlm.Export.Transport;

/// <summary>Reads the header <c>Retry-After</c>, which has seconds or a date.</summary>
internal static class RetryAfter
{
    // A backend that asks for a longer pause gets a request after this time.
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
