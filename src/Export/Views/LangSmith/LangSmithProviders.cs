namespace TracedLlm.Export.Views.LangSmith;

/// <summary>The names of providers in LangSmith's price table, <c>ls_provider</c>.</summary>
internal static class LangSmithProviders
{
    /// <summary>The name of a <c>gen_ai.provider.name</c>; one without another name stays as it is.</summary>
    public static string FindName(string provider) => provider switch
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
