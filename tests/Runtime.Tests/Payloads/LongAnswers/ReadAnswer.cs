using System.Text;
using TracedLlm.Apis;
using TracedLlm.Taps;
using TracedLlm.Tests.Payloads.Apis;

namespace TracedLlm.Tests.Payloads.LongAnswers;

/// <summary>A response that passes a tap in chunks, and what its reader finds in it.</summary>
internal sealed class ReadAnswer(ResponseReader reader) : IResponsePayload
{
    public bool KeepsContent => reader.Content;

    public ReportedError? Error => reader.Error;

    public bool IsComplete => reader.IsComplete;

    /// <summary>Passes a body, and returns the facts as lines.</summary>
    public static string Read(ResponseReader reader, string type, IEnumerable<byte[]> chunks)
    {
        var tap = new PayloadTap(new ReadAnswer(reader));
        tap.OnStart(type, null, 200);
        foreach (var chunk in chunks)
        {
            tap.OnBytes(chunk);
        }

        tap.OnEnd(complete: true);
        return Print(ReadFacts.Of(reader));
    }

    /// <summary>The facts as lines, without content.</summary>
    public static string Print(ReadFacts facts)
    {
        var text = new StringBuilder($"complete {facts.IsComplete}, error {facts.ErrorType}");
        foreach (var (name, value) in facts.Attributes.Where(attribute => attribute.Key is not ("gen_ai.output.messages" or "gen_ai.retrieval.documents" or "litellm.content.truncated")))
        {
            text.Append('\n').Append(name).Append(" = ").Append(value is string[] texts ? string.Join(',', texts) : value);
        }

        return text.ToString();
    }

    public void OnJson(ReadOnlyMemory<byte> body) => reader.OnJson(body);

    public void OnLongJson(ReadOnlyMemory<byte> facts) => reader.OnLongJson(facts);

    public void OnEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data) => reader.OnEvent(name, data);

    public void OnLongEvent(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> facts) => reader.OnLongEvent(name, facts);

    public void OnCounts(in TokenUsage counts) => reader.StandIn(counts);

    public void OnEnd(PayloadEnd end) => reader.OnEnd();
}
