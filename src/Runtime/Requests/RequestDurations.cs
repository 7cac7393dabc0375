namespace TracedLlm.Requests;

/// <summary>How long a request has taken so far, and how much of that is the gateway's own time.</summary>
/// <param name="Total">From the arrival of the request.</param>
/// <param name="Overhead">
/// The part of <paramref name="Total"/> in which no attempt was open; <see langword="null"/> if the request is not recorded, because then
/// the ends of its attempts are not known.
/// </param>
/// <param name="Preprocessing">From the arrival to the first attempt; <see langword="null"/> if there was no recorded attempt.</param>
internal readonly record struct RequestDurations(TimeSpan Total, TimeSpan? Overhead, TimeSpan? Preprocessing)
{
    // LiteLLM writes milliseconds; a microsecond is the resolution of backends.
    private const int Digits = 3;

    /// <summary>Returns the durations of <paramref name="request"/> until <paramref name="now"/>.</summary>
    public static RequestDurations Measure(RequestState request, DateTime now)
    {
        var total = now > request.Started ? now - request.Started : TimeSpan.Zero;
        if (!request.IsRecording)
        {
            return new(total, null, null);
        }

        var (provider, first) = request.Attempts.MeasureProviderTime(now);
        var overhead = total - provider;
        var preprocessing = first - request.Started;
        return new(total, overhead < TimeSpan.Zero ? TimeSpan.Zero : overhead, preprocessing < TimeSpan.Zero ? TimeSpan.Zero : preprocessing);
    }

    /// <summary>A duration as attributes and headers have it.</summary>
    public static double ToMilliseconds(TimeSpan duration) => Math.Round(duration.TotalMilliseconds, Digits);
}
