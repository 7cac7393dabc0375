namespace TracedLlm.Samples.Gateway;

/// <summary>A model name that a request goes to.</summary>
/// <param name="Group">The deployments of the name.</param>
/// <param name="Reason">Why the request goes there, one of <see cref="RoutingReasons"/>; <see langword="null"/> for the model that the caller named.</param>
/// <param name="Index">The place among the fallbacks of the request; <see langword="null"/> for those of the configuration.</param>
internal sealed record FallbackStep(ModelGroup Group, string? Reason = null, int? Index = null);
