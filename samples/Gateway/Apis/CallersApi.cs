namespace TracedLlm.Samples.Gateway;

/// <summary>The API whose client sent a request to a path that several APIs share, or that no API has.</summary>
internal static class CallersApi
{
    private const string Gemini = "/v1beta";

    // https://docs.aws.amazon.com/bedrock/latest/APIReference/API_Operations.html
    private static readonly string[] OfBedrock =
    [
        "/model", "/guardrail", "/guardrails", "/async-invoke", "/foundation-models", "/foundation-model-availability", "/inference-profiles", "/custom-models",
        "/imported-models", "/model-customization-jobs", "/model-import-jobs", "/model-copy-jobs", "/model-invocation-job", "/model-invocation-jobs",
        "/provisioned-model-throughput", "/provisioned-model-throughputs", "/prompt-routers", "/evaluation-jobs", "/logging",
    ];

    /// <summary>The paths of the APIs that have paths of their own.</summary>
    private static readonly (string Path, ErrorForm Form)[] ByPath =
    [
        (Gemini, ErrorForm.Gemini),
        ("/v2", ErrorForm.Cohere),
        ("/model/info", ErrorForm.OpenAi), // LiteLLM's, under a path of Bedrock
        ("/api", ErrorForm.Ollama),
        .. OfBedrock.Select(path => (path, ErrorForm.Bedrock)),
        ("/v1/fim", ErrorForm.Mistral),
        .. Provider.ByVendor.Select(vendor => ("/" + vendor.Key, Provider.ByPrefix[vendor.Value].Errors)),
    ];

    /// <summary>The headers that only the clients of one API send.</summary>
    private static readonly (string Header, ErrorForm Form)[] ByHeader =
        [("anthropic-version", ErrorForm.Anthropic), ("x-goog-api-key", ErrorForm.Gemini), ("amz-sdk-invocation-id", ErrorForm.Bedrock)];

    /// <summary>The form of errors that the client of <paramref name="request"/> reads.</summary>
    public static ErrorForm FormFor(HttpRequest request) =>
        Array.Find(ByPath, entry => request.Path.StartsWithSegments(entry.Path)).Form
        ?? Array.Find(ByHeader, entry => request.Headers.ContainsKey(entry.Header)).Form
        ?? ErrorForm.OpenAi;
}
