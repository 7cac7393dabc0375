namespace TracedLlm.Samples.Gateway;

/// <summary>The answers of a deployment within the current minute, and until when it rests. Times are those since a moment in the past. Its lock guards all of it.</summary>
internal sealed class DeploymentHealth
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    // LiteLLM's DEFAULT_FAILURE_THRESHOLD_PERCENT, DEFAULT_FAILURE_THRESHOLD_MINIMUM_REQUESTS and SINGLE_DEPLOYMENT_TRAFFIC_FAILURE_THRESHOLD.
    private const double HighestShare = 0.5;
    private const int LeastForShare = 5;
    private const int LeastForAll = 1000;

    private readonly Lock _lock = new();
    private TimeSpan? _start;
    private int _answers;
    private int _failures;
    private TimeSpan _restsUntil;

    /// <summary>How long the deployment rests from now on; <see langword="null"/> if it does not rest.</summary>
    public TimeSpan? FindRest(TimeSpan now)
    {
        lock (_lock)
        {
            return _restsUntil > now ? _restsUntil - now : null;
        }
    }

    /// <summary>Whether nothing of it counts any longer.</summary>
    public bool IsForgotten(TimeSpan now)
    {
        lock (_lock)
        {
            return _restsUntil <= now && IsOver(now);
        }
    }

    public void AddSuccess(TimeSpan now)
    {
        lock (_lock)
        {
            Renew(now);
            _answers++;
        }
    }

    /// <summary>Counts a failure, and lets the deployment rest if these were too many.</summary>
    /// <param name="kind">What failed.</param>
    /// <param name="isOnly">Whether the model name has no other deployment.</param>
    /// <param name="settings">The rules.</param>
    /// <param name="rest">How long the deployment would rest.</param>
    /// <param name="now">The current time.</param>
    /// <returns>Whether the deployment begins to rest.</returns>
    public bool AddFailure(FailureKind kind, bool isOnly, CooldownSettings settings, TimeSpan rest, TimeSpan now)
    {
        lock (_lock)
        {
            Renew(now);
            _answers++;
            _failures++;
            if (rest <= TimeSpan.Zero || _restsUntil > now || !IsTooMuch(kind, isOnly, settings))
            {
                return false;
            }

            _restsUntil = now + rest;
            _start = null;
            return true;
        }
    }

    private bool IsTooMuch(FailureKind kind, bool isOnly, CooldownSettings settings) =>
        settings.AllowedFails is not null || settings.AllowedFailsByError is not null
            ? _failures > (settings.AllowedFailsByError?.Find(kind) ?? settings.AllowedFails ?? CooldownSettings.DefaultAllowedFails)
        : _failures == _answers && _answers >= LeastForAll
            || (!isOnly && (kind is FailureKind.RateLimit or FailureKind.Authentication or FailureKind.UnknownModel
                || (_answers >= LeastForShare && _failures > _answers * HighestShare)));

    private bool IsOver(TimeSpan now) => _start is not { } start || now - start >= Window;

    private void Renew(TimeSpan now)
    {
        if (IsOver(now))
        {
            (_start, _answers, _failures) = (now, 0, 0);
        }
    }
}
