namespace TracedLlm.Apis;

/// <summary>The body of a response whose status is 400 or more, in the forms of all providers.</summary>
[PayloadMap]
internal readonly partial struct ErrorBodyMap
{
    [PayloadField("error")] // OpenAI, Anthropic, Gemini, Azure; a text at Ollama, xAI and OAuth.
    public Utf8Json Error { get; init; }

    [PayloadField("message")] // AWS, Cohere, Mistral, Azure API Management.
    [PayloadField("Message")] // Older services of AWS.
    [PayloadField("msg")]
    public Utf8Json Message { get; init; }

    [PayloadField("error_description")] // OAuth, as in Google's token service.
    [PayloadField("errorMessage")]
    public Utf8Json Description { get; init; }

    [PayloadField("detail")] // FastAPI (Mistral, vLLM) and problem details.
    public Utf8Json Detail { get; init; }

    [PayloadField("loc")] // FastAPI: where the wrong field is.
    public Utf8Json Location { get; init; }

    [PayloadField("title")] // Problem details.
    public Utf8Json Title { get; init; }

    [PayloadField("errors")] // watsonx, Cloudflare.
    public Utf8Json Errors { get; init; }

    [PayloadField("type")]
    [PayloadField("__type")] // AWS: com.amazon.coral.service#ThrottlingException.
    [PayloadField("error_type")]
    public Utf8Json Type { get; init; }

    [PayloadField("code")]
    [PayloadField("error_code")]
    public Utf8Json Code { get; init; }
}
