using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace TracedLlm.Bench.Micro.Tracing;

/// <summary>A request to a traced route of an in-process server, held open until it is disposed.</summary>
internal sealed class TracedRequest : IDisposable
{
    private readonly TaskCompletionSource<LlmTrace> _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _finish = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly WebApplication _app;
    private readonly Task<HttpResponseMessage> _response;

    private TracedRequest()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseTestServer();
        builder.Services.AddRouting();
        builder.Services.AddTracedLlm();
        _app = builder.Build();
        _app.UseRouting();
        _app.UseTracedLlm();
        _app.MapPost("/v1/chat/completions", [TracedLlmRoute] async () =>
        {
            _entered.SetResult(LlmTrace.Current!);
            await _finish.Task;
            return Results.Ok();
        });
        _app.Start();
        _response = _app.GetTestClient().PostAsync(new Uri("/v1/chat/completions", UriKind.Relative), content: null);
    }

    /// <summary>The trace of the request.</summary>
    public LlmTrace Trace => _entered.Task.GetAwaiter().GetResult();

    public static TracedRequest Start() => new();

    public void Dispose()
    {
        _finish.SetResult();
        _response.GetAwaiter().GetResult().Dispose();
        _app.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}
