namespace TracedLlm.Apis;

/// <summary>What the name of a parameter says of its value.</summary>
/// <param name="IsVerbatim">Whether the value can be kept as it is without the content of the request.</param>
/// <param name="IsKnown">Whether the words in the value are no content.</param>
/// <param name="HasSecretName">Whether the value is a secret.</param>
internal readonly record struct ParameterFacts(bool IsVerbatim, bool IsKnown, bool HasSecretName)
{
    public static ParameterFacts FromName(ReadOnlySpan<char> name) =>
        new(RequestParameterNames.IsVerbatim(name), RequestParameterNames.IsKnown(name), RequestParameters.HasSecretName(name));
}
