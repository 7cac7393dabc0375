using System.Threading.Channels;
using Microsoft.Extensions.Hosting;

namespace TracedLlm.Tests.Context;

/// <summary>A background service that runs the work of requests in their traces.</summary>
internal sealed class Worker(ChannelReader<(LlmTrace Trace, TaskCompletionSource Done)> work) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var (trace, done) in work.ReadAllAsync(stoppingToken))
        {
            using (trace.Use())
            using (LlmSpan.StartStage("worker"))
            {
                LlmSpan.StartStage("inside").End();
                LlmSpan.StartCall("claude").End();
            }

            done.SetResult();
        }
    }
}
