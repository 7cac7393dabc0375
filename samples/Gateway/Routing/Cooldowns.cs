using System.Collections.Concurrent;
using System.Globalization;

namespace TracedLlm.Samples.Gateway;

/// <summary>Lets deployments that fail rest, with the rules of LiteLLM's <c>cooldown_handlers.py</c>. Nothing of it outlives the process.</summary>
internal sealed partial class Cooldowns(GatewayConfiguration configuration, TimeProvider time, ILogger<Cooldowns> logger)
{
    // A provider may ask for more than a day, which its quota has; nobody would look for a deployment that rests for so long.
    private static readonly TimeSpan LongestAsked = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, DeploymentHealth> _byId = new(StringComparer.Ordinal);

    /// <summary>How long the deployment still rests; <see langword="null"/> if it does not.</summary>
    public TimeSpan? FindRest(Deployment deployment) => _byId.TryGetValue(deployment.Id, out var health) ? health.FindRest(time.GetUtcNow()) : null;

    public void AddSuccess(Deployment deployment)
    {
        if (!configuration.Routing.Cooldowns.AreDisabled)
        {
            _byId.GetOrAdd(deployment.Id, static _ => new DeploymentHealth()).AddSuccess(time.GetUtcNow());
        }
    }

    /// <summary>Counts a failure, if it is the deployment's and not the request's.</summary>
    /// <param name="deployment">The deployment.</param>
    /// <param name="isOnly">Whether its model name has no other one.</param>
    /// <param name="kind">What failed.</param>
    /// <param name="asked">How long the provider asks the gateway to wait.</param>
    public void AddFailure(Deployment deployment, bool isOnly, FailureKind kind, TimeSpan? asked)
    {
        var settings = configuration.Routing.Cooldowns;
        if (settings.AreDisabled || kind is FailureKind.Other || FailureKinds.IsOfRequest(kind))
        {
            return;
        }

        // A date that has passed, and 0, ask for nothing.
        var rest = deployment.Cooldown ?? (asked > LongestAsked ? LongestAsked : asked > TimeSpan.Zero ? asked : null) ?? settings.Time;
        if (_byId.GetOrAdd(deployment.Id, static _ => new DeploymentHealth()).AddFailure(kind, isOnly, settings, rest, time.GetUtcNow()))
        {
            Rests(deployment.Id, deployment.ModelGroup, rest.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture), kind);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The deployment {Id} of '{Group}' rests for {Seconds} s: too many failures, the last one {Kind}")]
    private partial void Rests(string id, string group, string seconds, FailureKind kind);
}
