using System.Runtime.CompilerServices;
using TracedLlm.Samples.Gateway.Tests.Hosting;
using TracedLlm.Testing.Upstreams;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Samples.Gateway.Tests.Shutdown;

/// <summary>What stays in memory of a gateway that has ended in a process that goes on.</summary>
public sealed class MemoryOfEndedTests
{
    [Fact]
    public async Task A_gateway_that_has_ended_leaves_nothing_in_memory()
    {
        var services = await ServeAsync();
        await IdleGateway.StopAsync();

        await Eventually.BecomesTrueAsync(() =>
        {
            GC.Collect();
            return !services.IsAlive;
        });
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> ServeAsync()
    {
        await using var traced = await TracedGateway.StartAsync(_ => UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));
        using var response = await traced.PostAsync("/v1/chat/completions", """{"model":"gpt","messages":[{"role":"user","content":"Hi"}]}""");
        Assert.Equal(200, (int)response.StatusCode);
        Assert.NotEmpty(await traced.SpansAsync());
        return new WeakReference(traced.Gateway.Services);
    }
}
