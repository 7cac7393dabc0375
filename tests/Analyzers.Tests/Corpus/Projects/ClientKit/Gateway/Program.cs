using ClientKit.Gateway;

var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { Args = args });
builder.WebHost.UseKestrelCore();
builder.Services.AddRoutingCore();
builder.Services.AddTracedLlm(builder.Configuration);
builder.Services.AddHttpClient("openai", client => client.BaseAddress = new Uri("https://api.openai.example"));
builder.Services.AddTransient<IOpenAiClient>(services => new TracedClient(new OpenAiClient(services.GetRequiredService<IHttpClientFactory>().CreateClient("openai"))));

var app = builder.Build();
app.UseRouting();
app.UseTracedLlm();
app.MapPost("/v1/chat/completions", ChatAsync);
app.MapGet("/v1/models", async (IOpenAiClient client, CancellationToken stop) => (await client.ListModelsAsync(stop)).Data?.Select(model => model.Id).Order());
app.UseEndpoints(_ => { });
app.Run();

[TracedLlmRoute]
static async Task<IResult> ChatAsync(CreateChatCompletionRequest request, IOpenAiClient client, HttpContext http)
{
    try
    {
        request.Metadata ??= new Dictionary<string, string>();
        request.Metadata["trace_release"] = "2025.1";
        request.Metadata.TryAdd("purpose", http.Request.Headers["x-purpose"].ToString());
        if (request.Metadata.TryGetValue("trace_name", out var name))
        {
            http.Response.Headers["x-name"] = name;
        }

        var response = await client.CreateChatCompletionAsync(request, http.RequestAborted);
        LlmTrace.Current?.SetUsage(new LlmUsage { InputTokens = response.Usage?.PromptTokens, OutputTokens = response.Usage?.CompletionTokens });
        return Results.Json(response);
    }
    catch (ApiException refused) when (refused.StatusCode is >= 400 and < 500)
    {
        return Results.Text(refused.Response, "application/json", Encoding.UTF8, refused.StatusCode);
    }
    catch (ApiException)
    {
        return Results.StatusCode((int)HttpStatusCode.BadGateway);
    }
}
