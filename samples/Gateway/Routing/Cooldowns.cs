using System.Collections.Concurrent;
using System.Globalization;

namespace TracedLlm.Samples.Gateway;

/// <summary>Lets deployments that fail rest, with the rules of LiteLLM's <c>cooldown_handlers.py</c>. Nothing of it outlives the process.</summary>
internal sealed partial class Cooldowns(GatewayConfiguration configuration, TimeProvider time, ILogger<Cooldowns> logger)
{
    // A provider may ask for more than a day, which its quota has; nobody would look for a deployment that rests for so long.
    private static readonly TimeSpan LongestAsked = TimeSpan.FromHours(1);

    // Callers choose the names behind a pattern.
    private const int MostModels = 10_000;

    private readonly ConcurrentDictionary<string, DeploymentHealth> _byId = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Id, string Model), DeploymentHealth> _byModel = new();

    // The clock of the wall may be set back.
    private TimeSpan Now => time.GetElapsedTime(0);

    /// <summary>How long the deployment still rests, for the model of the request; <see langword="null"/> if it does not.</summary>
    public TimeSpan? FindRest(Deployment deployment)
    {
        var rest = _byId.TryGetValue(deployment.Id, out var health) ? health.FindRest(Now) : null;
        var ofModel = deployment.IsOfPattern && _byModel.TryGetValue((deployment.Id, deployment.Model!), out var model) ? model.FindRest(Now) : null;
        return rest > ofModel ? rest : ofModel ?? rest;
    }

    public void AddSuccess(Deployment deployment)
    {
        if (configuration.Routing.Cooldowns.AreDisabled)
        {
            return;
        }

        _byId.GetOrAdd(deployment.Id, static _ => new DeploymentHealth()).AddSuccess(Now);
        if (deployment.IsOfPattern && _byModel.TryGetValue((deployment.Id, deployment.Model!), out var model))
        {
            model.AddSuccess(Now);
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

        // What a 404 does not find may be a file or a thread that the caller names.
        if (settings.AreDisabled || kind is FailureKind.Other or FailureKind.NotFound || FailureKinds.IsOfRequest(kind))
        {
            return;
        }

        // A date that has passed, and 0, ask for nothing.
        var rest = deployment.Cooldown ?? (asked > LongestAsked ? LongestAsked : asked > TimeSpan.Zero ? asked : null) ?? settings.Time;
        if (HealthFor(deployment, kind)?.AddFailure(kind, isOnly, settings, rest, Now) is true)
        {
            Rests(deployment.Id, deployment.ModelGroup, rest.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture), kind);
        }
    }

    // Providers have quotas for each model, so behind a pattern the quota of one model says nothing of the others.
    private DeploymentHealth? HealthFor(Deployment deployment, FailureKind kind)
    {
        if (!deployment.IsOfPattern || kind != FailureKind.RateLimit)
        {
            return _byId.GetOrAdd(deployment.Id, static _ => new DeploymentHealth());
        }

        var key = (deployment.Id, deployment.Model!);
        if (_byModel.Count >= MostModels && !_byModel.ContainsKey(key))
        {
            foreach (var (known, _) in _byModel.Where(entry => entry.Value.IsForgotten(Now)))
            {
                _byModel.TryRemove(known, out _);
            }

            if (_byModel.Count >= MostModels)
            {
                return null;
            }
        }

        return _byModel.GetOrAdd(key, static _ => new DeploymentHealth());
    }

    [LoggerMessage(LogLevel.Warning, "The deployment {Id} of '{Group}' rests for {Seconds} s: too many failures, the last one {Kind}")]
    private partial void Rests(string id, string group, string seconds, FailureKind kind);
}
