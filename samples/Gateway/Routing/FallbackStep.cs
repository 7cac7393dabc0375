namespace TracedLlm.Samples.Gateway;

/// <summary>A model name that a request goes to.</summary>
/// <param name="Group">The deployments of the name.</param>
/// <param name="Reason">Why the request goes there, one of <see cref="RoutingReasons"/>; <see langword="null"/> for the model that the caller named.</param>
/// <param name="Index">The place among the fallbacks of the request; <see langword="null"/> for those of the configuration.</param>
/// <param name="Alias">The name that the caller or a list of fallbacks has for the group; <see langword="null"/> if it is that of the group.</param>
internal sealed record FallbackStep(ModelGroup Group, string? Reason = null, int? Index = null, string? Alias = null)
{
    /// <summary>The names under which the model may have fallbacks.</summary>
    public IReadOnlyList<string> Names { get; } = Alias is null || Alias == Group.Name ? [Group.Name] : [Alias, Group.Name];
}
