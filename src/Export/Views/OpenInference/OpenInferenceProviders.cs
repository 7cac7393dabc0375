namespace TracedLlm.Export.Views.OpenInference;

/// <summary>OpenInference's names of providers, and its names of the products whose API the providers speak.</summary>
internal static class OpenInferenceProviders
{
    /// <summary>Both names of a <c>gen_ai.provider.name</c>; one that OpenInference does not list stays as it is.</summary>
    public static (string Provider, string System) FindNames(string provider) => provider switch
    {
        "azure.ai.openai" => ("azure", "openai"),
        "azure.ai.inference" => ("azure", "azure"),
        "aws.bedrock" => ("aws", "aws"),
        "gcp.gemini" or "gcp.gen_ai" => ("google", "google"),
        "gcp.vertex_ai" => ("google", "vertexai"),
        "mistral_ai" => ("mistralai", "mistralai"),
        "x_ai" => ("xai", "xai"),
        _ => (provider, provider),
    };
}
