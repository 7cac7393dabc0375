using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

#if GENERATED_DELEGATES
namespace TracedLlm.Testing.RequestDelegates.Generated;
#else
namespace TracedLlm.Testing.RequestDelegates.Reflected;
#endif

/// <summary>Traced routes in the forms that a gateway maps them, compiled with and without the request-delegate generator.</summary>
public static class MappedRoutes
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/v1/chat/completions", [TracedLlmRoute] (HttpContext http) => http.Response.WriteAsync(Answer("lambda")));
        app.MapPost("/v1/responses", [TracedLlmRoute] async (HttpContext http, string? model) =>
        {
            using var span = LlmSpan.StartStage(LlmStage.PreCall);
            await http.Response.WriteAsync(Answer(model ?? "lambda with a parameter"));
        });
        app.MapPost("/v1/embeddings", [TracedLlmRoute] (Prompt prompt) => Results.Ok(new Reply(prompt.Input)));
        app.MapPost("/v1/completions", Complete);
        app.MapPost("/any", new Endpoints("instance").HandleAsync);
        var group = app.MapGroup("/llm").AddEndpointFilter((context, next) => next(context));
        group.MapPost("/v1/messages", MessagesAsync);
        app.MapGet("/health", () => "well");
    }

    [TracedLlmRoute]
    private static string Complete() => Answer("method group");

    [TracedLlmRoute]
    private static ValueTask<string> MessagesAsync(HttpContext http) => new(Answer("group"));

    private static string Answer(string who) => $"{who}: {LlmTrace.Current?.Api}";

    private sealed class Endpoints(string name)
    {
        [TracedLlmRoute(LlmApi.Messages)]
        public Task HandleAsync(HttpContext http) => http.Response.WriteAsync(Answer(name));
    }
}
