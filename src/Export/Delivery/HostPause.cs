namespace TracedLlm.Export.Delivery;

/// <summary>
/// How long the destinations of one owner leave a host alone, because several of them have failed there. A failure of one destination is
/// its own: its spans may be the reason. The lock of <see cref="HostLoad"/> guards it.
/// </summary>
internal sealed class HostPause
{
    private object? _first;

    /// <summary>How many times in a row the host failed, after the first failure of a second destination.</summary>
    public int Failures { get; private set; }

    /// <summary>The timestamp before which the host is left alone.</summary>
    public long NotBefore { get; private set; } = long.MinValue;

    /// <summary>Whether a request is under way that asks the host.</summary>
    public bool IsProbing { get; set; }

    /// <summary>Whether the host is left alone at <paramref name="now"/>.</summary>
    public bool IsClosed(long now) => Failures > 0 && (IsProbing || now < NotBefore);

    /// <summary>A request has failed.</summary>
    /// <param name="destination">Whose request it was.</param>
    /// <param name="now">The timestamp.</param>
    /// <param name="findEnd">Gives the end of a pause after so many failures.</param>
    public void OnFailed(object destination, long now, Func<int, long> findEnd)
    {
        if (Failures == 0 && (_first ??= destination) == destination)
        {
            return;
        }

        // Requests that were under way together are one failure.
        if (now >= NotBefore)
        {
            Failures++;
            NotBefore = findEnd(Failures);
        }
    }

    /// <summary>The host has answered.</summary>
    /// <returns>Whether it was left alone.</returns>
    public bool End()
    {
        var was = Failures > 0;
        (_first, Failures, NotBefore) = (null, 0, long.MinValue);
        return was;
    }
}
