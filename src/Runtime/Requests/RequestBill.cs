using System.Diagnostics;
using System.Globalization;
using TracedLlm.Cost;
using TracedLlm.Facts;

namespace TracedLlm.Requests;

/// <summary>What the attributes of a <c>litellm_request</c> say about its cost: what is reported or stated, and what there is to bill.</summary>
internal struct RequestBill
{
    private BilledUsage _usage;
    private double? _total;
    private double? _input;
    private double? _output;
    private double? _cacheRead;
    private double? _cacheCreation;

    /// <summary>The model that answered; <see langword="null"/> if the response names none.</summary>
    public string? ResponseModel { get; private set; }

    /// <summary>Whether a provider has reported a cost, or the gateway has stated it.</summary>
    public bool HasCost { get; private set; }

    /// <summary>Whether an attribute of the cost has a value that is no amount of money.</summary>
    public bool HasInvalidCost { get; private set; }

    /// <summary>The choices that the request asks for.</summary>
    public long? Choices { get; private set; }

    /// <summary>Whether the gateway has answered from its cache.</summary>
    public bool IsCacheHit { get; private set; }

    /// <summary>What there is to bill.</summary>
    public readonly BilledUsage Usage => _usage;

    /// <summary>The cost in the attributes; <see langword="null"/> if there is none.</summary>
    public readonly LlmCost? Cost => (_total ?? _input ?? _output ?? _cacheRead ?? _cacheCreation) is null
        ? null
        : new LlmCost { Total = _total, Input = _input, Output = _output, CacheRead = _cacheRead, CacheCreation = _cacheCreation };

    /// <summary>The whole cost in the attributes.</summary>
    public readonly double? Total => _total;

    /// <summary>Reads the attributes of <paramref name="request"/>.</summary>
    public static RequestBill Read(Activity request)
    {
        var bill = default(RequestBill);
        foreach (ref readonly var tag in request.EnumerateTagObjects())
        {
            bill.Add(tag.Key, tag.Value);
        }

        return bill;
    }

    /// <summary>Removes the attributes of the cost that are no amounts of money.</summary>
    public static void RemoveInvalidCost(Activity request)
    {
        request.SetTag(LiteLlm.CostTotal, Keep(LiteLlm.CostTotal));
        request.SetTag(LiteLlm.CostInput, Keep(LiteLlm.CostInput));
        request.SetTag(LiteLlm.CostOutput, Keep(LiteLlm.CostOutput));
        request.SetTag(LiteLlm.CostCacheRead, Keep(LiteLlm.CostCacheRead));
        request.SetTag(LiteLlm.CostCacheCreation, Keep(LiteLlm.CostCacheCreation));

        object? Keep(string name) => request.GetTagItem(name) is { } value && Amount(value) is not null ? value : null;
    }

    private static long? Count(object? value) => value switch
    {
        long count and >= 0 => count,
        int count and >= 0 => count,
        _ => null,
    };

    // The gateway may set the attribute with a number of any type, and with what is no amount of money.
    private static double? Amount(object? value) =>
        value is IConvertible number and (double or float or decimal or long or int)
        && number.ToDouble(CultureInfo.InvariantCulture) is >= 0 and < double.PositiveInfinity and var amount
            ? amount
            : null;

    private void Add(string name, object? value)
    {
        switch (name)
        {
            case GenAi.UsageInputTokens:
                _usage.Input = Count(value);
                break;
            case GenAi.UsageOutputTokens:
                _usage.Output = Count(value);
                break;
            case GenAi.UsageCacheReadInputTokens:
                _usage.CacheRead = Count(value) ?? 0;
                break;
            case GenAi.UsageCacheCreationInputTokens:
                _usage.CacheCreation = Count(value) ?? 0;
                break;
            case LiteLlm.UsageOneHourCacheCreationInputTokens:
                _usage.OneHourCacheCreation = Count(value) ?? 0;
                break;
            case GenAi.UsageReasoningOutputTokens:
                _usage.Reasoning = Count(value) ?? 0;
                break;
            case LiteLlm.UsageAudioInputTokens:
                _usage.AudioInput = Count(value) ?? 0;
                break;
            case LiteLlm.UsageAudioOutputTokens:
                _usage.AudioOutput = Count(value) ?? 0;
                break;
            case LiteLlm.UsageImageInputTokens:
                _usage.ImageInput = Count(value) ?? 0;
                break;
            case LiteLlm.UsageImageOutputTokens:
                _usage.ImageOutput = Count(value) ?? 0;
                break;
            case LibraryAttributes.ResponseImages:
                _usage.Images = Count(value);
                break;
            case LibraryAttributes.RequestCharacters:
                _usage.Characters = Count(value);
                break;
            case GenAi.RequestChoiceCount:
                Choices = Count(value);
                break;
            case LiteLlm.UsageAudioSeconds:
                _usage.AudioSeconds = Amount(value);
                break;
            case LiteLlm.UsageSearchUnits:
                _usage.SearchUnits = Count(value);
                break;
            case LiteLlm.UsageWebSearchRequests:
                _usage.WebSearches = Count(value) ?? 0;
                break;
            case OpenAi.ResponseServiceTier or LibraryAttributes.ResponseServiceTier:
                _usage.Tier = ServiceTiers.Find(value as string);
                break;
            case LibraryAttributes.ResponseSpeed:
                _usage.IsFast = value is "fast";
                break;
            case GenAi.ResponseModel:
                ResponseModel = value as string;
                break;
            case LiteLlm.CacheHit:
                IsCacheHit = value is true;
                break;
            default:
                AddCost(name, value);
                break;
        }
    }

    private void AddCost(string name, object? value)
    {
        switch (name)
        {
            case LiteLlm.CostTotal:
                _total = Amount(value);
                break;
            case LiteLlm.CostInput:
                _input = Amount(value);
                break;
            case LiteLlm.CostOutput:
                _output = Amount(value);
                break;
            case LiteLlm.CostCacheRead:
                _cacheRead = Amount(value);
                break;
            case LiteLlm.CostCacheCreation:
                _cacheCreation = Amount(value);
                break;
            default:
                return;
        }

        var isAmount = Amount(value) is not null;
        HasCost |= isAmount;
        HasInvalidCost |= !isAmount && value is not null;
    }
}
