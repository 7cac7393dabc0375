namespace TracedLlm.Samples.Gateway;

/// <summary>Another name of a model.</summary>
/// <param name="Model">The model's name in <c>model_list</c>.</param>
/// <param name="IsHidden">Whether lists of models leave the alias out.</param>
internal sealed record ModelAlias(string Model, bool IsHidden);
