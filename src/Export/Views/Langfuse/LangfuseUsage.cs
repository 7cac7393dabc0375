using TracedLlm.Export.Otlp;
using TracedLlm.Export.Views.Facts;
using TracedLlm.Export.Views.Json;
using TracedLlm.Export.Views.Tables;

namespace TracedLlm.Export.Views.Langfuse;

/// <summary>Usage and cost for Langfuse: buckets that exclude each other, so that their sum is the total.</summary>
internal static class LangfuseUsage
{
    /// <summary>The name of a bucket.</summary>
    public static string BucketName(TokenBucket bucket) => bucket switch
    {
        TokenBucket.Input => "input",
        TokenBucket.CacheRead => "input_cached_tokens",
        TokenBucket.CacheCreation => "input_cache_creation",
        TokenBucket.AudioInput => "input_audio_tokens",
        TokenBucket.Output => "output",
        TokenBucket.Reasoning => "output_reasoning_tokens",
        _ => "output_audio_tokens",
    };

    /// <summary>Writes the tokens, zeros where the call used none; nothing where they are not known.</summary>
    public static void WriteUsage(in ViewedSpan span, AttributeField field)
    {
        ref readonly var tokens = ref span.Tokens;
        if (tokens.Total is not { } total)
        {
            return;
        }

        var open = OtlpAttribute.BeginText(span.Buffer, OtlpAttribute.OfSpan, field.Key);
        var json = new JsonOut(span.Buffer);
        json.StartObject();
        foreach (var row in field.Rows)
        {
            if (row is UsageRow usage && tokens.Exclusive(usage.Bucket) is { } count)
            {
                json.Member(usage.Utf8Name, count);
            }
        }

        json.Member("total"u8, total);
        json.EndObject();
        OtlpAttribute.CloseText(span.Buffer, open);
    }

    /// <summary>Writes the cost; a total that is not known is the sum of the parts.</summary>
    public static void WriteCost(in ViewedSpan span, AttributeField field)
    {
        ref readonly var cost = ref span.Cost;
        if (!cost.IsKnown)
        {
            return;
        }

        var open = OtlpAttribute.BeginText(span.Buffer, OtlpAttribute.OfSpan, field.Key);
        var json = new JsonOut(span.Buffer);
        json.StartObject();
        foreach (var row in field.Rows)
        {
            if (row is CostRow part && (cost[part.Part] ?? (part.Part == CostPart.Total ? (cost.Input ?? 0) + (cost.Output ?? 0) : null)) is { } amount)
            {
                json.Member(part.Utf8Name, amount);
            }
        }

        json.EndObject();
        OtlpAttribute.CloseText(span.Buffer, open);
    }
}
