namespace TracedLlm.Samples.Gateway;

/// <summary>The model names that callers may use, in the form of the caller's API.</summary>
internal sealed class ModelsEndpoint(KeyRing keys, ModelTable models)
{
    private const string Owner = "gateway";
    private const string GeminiPrefix = "models/";

    // Ollama's clients ask for features of the first versions only.
    private const string OllamaVersion = "0.5.0";

    // The gateway does not know when a provider made a model.
    private const string Unknown = "1970-01-01T00:00:00Z";

    /// <summary>Maps the lists and the single models.</summary>
    public void Map(IEndpointRouteBuilder app)
    {
        foreach (var path in new[] { "/v1/models", "/models", "/v1beta/models", "/openai/v1/models", "/openai/models" })
        {
            app.MapGet(path, ListAsync);
            app.MapGet(path + "/{**model}", GetAsync); // A name may contain slashes.
        }

        app.MapGet("/api/tags", ListAsync);
        app.MapGet("/api/version", () => Results.Ok(new { version = OllamaVersion }));
    }

    private Task ListAsync(HttpContext http) => AnswerAsync(http, form => ListIn(form, [.. models.Names]));

    private Task GetAsync(HttpContext http, string model)
    {
        var name = Uri.UnescapeDataString(model); // A slash in a name may be %2F, which routing leaves as it is.
        return AnswerAsync(http, form => models.DeploymentsFor(name).Count > 0 ? ModelIn(form, name) : throw new UnknownModelException(name));
    }

    private async Task AnswerAsync(HttpContext http, Func<ErrorForm, object> answer)
    {
        var form = CallersApi.FormFor(http.Request);
        try
        {
            keys.Identify(http.Request);
            await http.Response.WriteAsJsonAsync(answer(form));
        }
        catch (GatewayException exception)
        {
            await ErrorResponse.WriteAsync(http, form, new ApiError(exception.Status, exception.Message, exception.Code));
        }
    }

    private static object ListIn(ErrorForm form, string[] names) =>
        form == ErrorForm.Gemini || form == ErrorForm.Ollama ? new { models = names.Select(name => ModelIn(form, name)) }
        : form == ErrorForm.Anthropic ? new { data = names.Select(name => ModelIn(form, name)), has_more = false, first_id = names.FirstOrDefault(), last_id = names.LastOrDefault() }
        : new { @object = "list", data = names.Select(name => ModelIn(form, name)) };

    private static object ModelIn(ErrorForm form, string name) =>
        form == ErrorForm.Gemini ? new { name = GeminiPrefix + name, displayName = name, version = "", supportedGenerationMethods = new[] { "generateContent", "countTokens", "embedContent" } }
        : form == ErrorForm.Anthropic ? new { type = "model", id = name, display_name = name, created_at = Unknown }
        : form == ErrorForm.Ollama ? new { name, model = name, modified_at = Unknown, size = 0, digest = "", details = new { family = "", parameter_size = "", quantization_level = "" } }
        : new { id = name, @object = "model", created = 0, owned_by = Owner };
}
