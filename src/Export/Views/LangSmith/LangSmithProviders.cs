namespace TracedLlm.Export;

/// <summary>LangSmith's names of providers, <c>ls_provider</c>, which its price table knows them by.</summary>
internal static class LangSmithProviders
{
    /// <summary>The name of a <c>gen_ai.provider.name</c>; one without another name stays as it is.</summary>
    public static string Of(string provider) => provider switch
    {
        "azure.ai.openai" or "azure.ai.inference" => "azure",
        "aws.bedrock" => "amazon_bedrock",
        "gcp.gemini" or "gcp.gen_ai" => "google_genai",
        "gcp.vertex_ai" => "google_vertexai",
        "mistral_ai" => "mistralai",
        "x_ai" => "xai",
        _ => provider,
    };
}
