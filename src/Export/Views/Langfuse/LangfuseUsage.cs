using TracedLlm.Export.Otlp;
using TracedLlm.Export.Views.Facts;
using TracedLlm.Export.Views.Json;
using TracedLlm.Export.Views.Tables;

namespace TracedLlm.Export.Views.Langfuse;

/// <summary>Usage and cost for Langfuse: buckets that exclude each other, so that their sum is the total.</summary>
internal static class LangfuseUsage
{
    /// <summary>The name of a bucket for most models; <see cref="LangfuseTokenNames"/> has the others.</summary>
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
        WriteBuckets(ref json, tokens, LangfuseFields.FindModel(span), span.Cost.IsKnown);
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
            if (row is CostRow part && FindAmount(cost, part.Part) is { } amount)
            {
                json.Member(part.Utf8Name, amount);
            }
        }

        json.EndObject();
        OtlpAttribute.CloseText(span.Buffer, open);
    }

    // The buckets of the usage exclude each other, and so do those of the cost.
    private static double? FindAmount(in SpanCost cost, CostPart part) => part switch
    {
        CostPart.Input => cost.InputWithoutCache,
        CostPart.Total => cost.Total ?? ((cost.Input ?? 0) + (cost.Output ?? 0)),
        _ => cost[part],
    };

    // With a cost of its own the call is not priced by its buckets, and every part can be shown.
    private static void WriteBuckets(ref JsonOut json, in UsedTokens tokens, string? model, bool hasCost)
    {
        var names = LangfusePrices.FindNames(model);
        var isAudio = names != LangfuseTokenNames.Text;
        var cached = tokens[TokenBucket.CacheRead] ?? 0;
        var cachedAudio = names.CachedAudio is null ? 0 : tokens[TokenBucket.CachedAudio] ?? 0;
        var created = tokens[TokenBucket.CacheCreation] ?? 0;
        var createdForHour = tokens[TokenBucket.OneHourCacheCreation] ?? 0;
        var audioInput = isAudio || hasCost || LangfusePrices.HasAudioInput(model) ? tokens[TokenBucket.AudioInput] ?? 0 : 0;
        var reasoning = hasCost || LangfusePrices.HasReasoning(model) ? tokens[TokenBucket.Reasoning] ?? 0 : 0;
        var audioOutput = isAudio || hasCost ? tokens[TokenBucket.AudioOutput] ?? 0 : 0;
        if (tokens[TokenBucket.Input] is { } input)
        {
            json.Member(names.Input, input - cached - created - audioInput);
        }

        WritePart(ref json, names.Cached, cached - cachedAudio);
        WritePart(ref json, names.CachedAudio, cachedAudio);
        WritePart(ref json, "input_cache_creation"u8, created - createdForHour);
        WritePart(ref json, "input_cache_creation_1h"u8, createdForHour);
        WritePart(ref json, names.AudioInput, audioInput);
        if (tokens[TokenBucket.Output] is { } output)
        {
            json.Member(names.Output, output - reasoning - audioOutput);
        }

        WritePart(ref json, "output_reasoning_tokens"u8, reasoning);
        WritePart(ref json, names.AudioOutput, audioOutput);
    }

    private static void WritePart(ref JsonOut json, ReadOnlySpan<byte> name, long tokens)
    {
        if (tokens > 0)
        {
            json.Member(name, tokens);
        }
    }
}
