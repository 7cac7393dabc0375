using System.Diagnostics;
using System.Text;
using Microsoft.AspNetCore.Http;
using TracedLlm.Metadata;
using TracedLlm.Responses;
using TracedLlm.Secrets;
using TracedLlm.Taps;

namespace TracedLlm.Allocations.Tests;

/// <summary>The parts of a sampled chat request that every request of a gateway passes.</summary>
public sealed class RequestTests
{
    private static readonly byte[] Answer = Encoding.UTF8.GetBytes(
        """{"id":"chatcmpl-B9MHDbslfkBeAs8l4bebGdFOJ6PeG","object":"chat.completion","model":"gpt-4o-mini-2024-07-18","choices":[{"index":0,"message":{"role":"assistant","content":"Hello."},"finish_reason":"stop"}],"usage":{"prompt_tokens":19,"completion_tokens":10,"total_tokens":29},"service_tier":"default"}""");

    private static readonly byte[] Metadata = Encoding.UTF8.GetBytes(
        """{"session_id":"session-0815","trace_name":"support chat","tags":["production","eu"],"region":"eu-central-1","feature":"answers"}""");

    [Fact]
    public void The_search_for_secrets_allocates_nothing()
    {
        string[] texts = ["gpt-4o-mini", "http://127.0.0.1:4000/v1/chat/completions", "6f1e6f0a-6d2b-4c57-9d1f-0f2c7d3d9a11", "support chat"];

        Assert.Equal(0, AllocatedBytes.PerCall(() =>
        {
            foreach (var text in texts)
            {
                AttributeSecrets.Remove(GenAi.RequestModel, text);
            }

            return 0;
        }));
    }

    // The lists of the result and the objects of the reading. The texts and names are those of the requests before.
    [Fact]
    public void Reading_metadata_allocates_its_result()
    {
        var source = new RequestMetadataSource { Headers = new HeaderDictionary(), Field = MetadataField.Metadata, Metadata = Metadata, Limits = MetadataLimits.Default };

        Assert.InRange(AllocatedBytes.PerCall(() => RequestMetadata.Read(source).EverySpan.Length), 1, 530);
    }

    // The texts and numbers of the attributes, their nodes in the span, the tap and the reader.
    [Fact]
    public void A_relayed_answer_is_read_once()
    {
        using var tracing = TracingState.Enter(Listening.Sampled, Place.InRequest);
        var request = LlmTrace.Current!.State;
        var attempt = new Activity("attempt").Start();

        var read = AllocatedBytes.PerCall(() => Pass(new PayloadTap(new ApiResponses().ForProvider(request, attempt, null)), kept: false));
        var relayed = AllocatedBytes.PerCall(() => Pass(new PayloadTap(new ApiResponses().ForProvider(request, attempt, null)), kept: true)) - read;

        // The tap, its times, the payload and what is kept of the provider's answer. The reader alone has 200 bytes.
        Assert.InRange(relayed, 1, 290);
        attempt.Stop();

        int Pass(PayloadTap provider, bool kept)
        {
            Read(provider);
            if (kept)
            {
                Read(new PayloadTap(new ApiResponses().ForCaller(request)));
            }
            else
            {
                request.KeepAnswer(null);
            }

            return 0;
        }

        static void Read(PayloadTap tap)
        {
            tap.OnStart("application/json", null, 200);
            tap.OnBytes(Answer);
            tap.OnEnd(complete: true);
        }
    }
}
