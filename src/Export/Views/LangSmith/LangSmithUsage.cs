using TracedLlm.Export.Otlp;
using TracedLlm.Export.Views.Facts;
using TracedLlm.Export.Views.Json;
using TracedLlm.Export.Views.Tables;

namespace TracedLlm.Export.Views.LangSmith;

/// <summary>Usage and cost for LangSmith: one object, whose counts contain their details.</summary>
internal static class LangSmithUsage
{
    /// <summary>The name of a bucket, with the object that it stands in.</summary>
    public static string BucketName(TokenBucket bucket) => bucket switch
    {
        TokenBucket.Input => "input_tokens",
        TokenBucket.CacheRead => "input_token_details.cache_read",
        TokenBucket.CacheCreation => "input_token_details.cache_creation",
        TokenBucket.AudioInput => "input_token_details.audio",
        TokenBucket.Output => "output_tokens",
        TokenBucket.Reasoning => "output_token_details.reasoning",
        _ => "output_token_details.audio",
    };

    /// <summary>Writes the tokens, zeros where the call used none, and the cost; nothing where neither is known.</summary>
    public static void Write(in ViewedSpan span, AttributeField field)
    {
        ref readonly var tokens = ref span.Tokens;
        if (tokens.State == UsageState.Unknown && !span.Cost.IsKnown)
        {
            return;
        }

        var open = OtlpAttribute.BeginText(span.Buffer, OtlpAttribute.OfSpan, field.Key);
        var json = new JsonOut(span.Buffer);
        json.StartObject();
        foreach (var row in field.Rows)
        {
            if (row is UsageRow { Utf8Group: null } usage && tokens[usage.Bucket] is { } count)
            {
                json.Member(usage.Utf8Name, count);
            }
        }

        if (tokens.Total is { } total)
        {
            json.Member("total_tokens"u8, total);
        }

        WriteDetails(ref json, span, field);
        foreach (var row in field.Rows)
        {
            if (row is CostRow { Utf8Group: null } part && span.Cost[part.Part] is { } amount)
            {
                json.Member(part.Utf8Name, amount);
            }
        }

        WriteCostDetails(ref json, span, field);
        json.EndObject();
        OtlpAttribute.CloseText(span.Buffer, open);
    }

    /// <summary>Writes the buckets that stand in an object of their own; rows of one object follow each other.</summary>
    private static void WriteDetails(ref JsonOut json, in ViewedSpan span, AttributeField field)
    {
        ReadOnlySpan<byte> group = default;
        foreach (var row in field.Rows)
        {
            if (row is not UsageRow { Utf8Group: { } own } usage || span.Tokens[usage.Bucket] is not { } count)
            {
                continue;
            }

            if (!group.SequenceEqual(own))
            {
                if (!group.IsEmpty)
                {
                    json.EndObject();
                }

                group = own;
                json.Name(group);
                json.StartObject();
            }

            json.Member(usage.Utf8Name, count);
        }

        if (!group.IsEmpty)
        {
            json.EndObject();
        }
    }

    /// <summary>Writes the parts of the input's cost; their rows follow each other, in one object.</summary>
    private static void WriteCostDetails(ref JsonOut json, in ViewedSpan span, AttributeField field)
    {
        var isOpen = false;
        foreach (var row in field.Rows)
        {
            if (row is not CostRow { Utf8Group: { } group } part || span.Cost[part.Part] is not { } amount)
            {
                continue;
            }

            if (!isOpen)
            {
                isOpen = true;
                json.Name(group);
                json.StartObject();
            }

            json.Member(part.Utf8Name, amount);
        }

        if (isOpen)
        {
            json.EndObject();
        }
    }
}
