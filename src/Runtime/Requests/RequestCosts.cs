using TracedLlm.Cost;
using TracedLlm.Facts;
using TracedLlm.Tree;

namespace TracedLlm.Requests;

/// <summary>
/// What a request cost: what the gateway states, else what the provider reports, else what its usage costs by the prices of the model that
/// answered.
/// </summary>
internal static class RequestCosts
{
    /// <summary>
    /// Settles the cost when nothing changes the attributes any more: writes a computed cost on <c>litellm_request</c>.
    /// </summary>
    /// <returns>The cost; <see langword="null"/> if nothing of it is known.</returns>
    public static LlmCost? Settle(RequestState request)
    {
        if (request.Request.Activity is not { } activity)
        {
            return null;
        }

        var bill = RequestBill.Read(activity);
        if (bill.HasInvalidCost)
        {
            RequestBill.RemoveInvalidCost(activity);
        }

        if (bill.HasCost)
        {
            return bill.Cost;
        }

        if (Compute(request, bill, isEnded: true) is not { } cost)
        {
            return null;
        }

        SpanTags.Set(
            activity,
            new(LiteLlm.CostTotal, cost.Total),
            new(LiteLlm.CostInput, cost.Input),
            new(LiteLlm.CostOutput, cost.Output),
            new(LiteLlm.CostCacheRead, cost.CacheRead),
            new(LiteLlm.CostCacheCreation, cost.CacheCreation));
        return new LlmCost { Total = cost.Total, Input = cost.Input, Output = cost.Output, CacheRead = cost.CacheRead, CacheCreation = cost.CacheCreation };
    }

    /// <summary>The whole cost of a request whose response starts; <see langword="null"/> if it is not known yet.</summary>
    public static double? FindTotal(RequestState request)
    {
        if (request.Request.Activity is not { } activity)
        {
            return null;
        }

        var bill = RequestBill.Read(activity);
        return bill.HasCost ? bill.Total : Compute(request, bill, isEnded: false)?.Total;
    }

    private static CallCost? Compute(RequestState request, in RequestBill bill, bool isEnded)
    {
        // What is only read or counted is not billed, also if the response repeats the usage of another request.
        if (request.Services.Prices is not { } prices || bill.IsCacheHit || request.Facts.Kind == LlmApiKind.Management)
        {
            return null;
        }

        var usage = bill.Usage;
        usage.IsRerank = request.Facts.Kind == LlmApiKind.Rerank;
        var isImage = request.Facts.Api is LlmApi.ImageGeneration or LlmApi.ImageEdit;
        if (isImage && usage.ImageOutput == 0)
        {
            // Without details the whole output is the image.
            usage.ImageOutput = usage.Output ?? 0;
        }

        var isAnswered = request.Attempts.HasLastingAnswer;
        if (!isAnswered)
        {
            usage.Characters = null;
        }
        else if (isEnded && isImage)
        {
            // An answer may have no list of its images.
            usage.Images ??= bill.Choices ?? 1;
        }

        // A request alone has a price only when its usage cannot follow any more.
        if (!usage.IsKnown && !(isAnswered && isEnded))
        {
            return null;
        }

        // The alias that the caller asked for is the model only if no attempt names another.
        var called = request.Attempts.Answered;
        var provider = called.Provider?.ToString();
        var model = called.Model ?? request.Model;
        CallCost? cost = null;
        var known = prices.Find(provider, (bill.ResponseModel, model), called.Deployment);
        if (known is not null)
        {
            usage.IsThresholdInclusive = PricedProviders.IsThresholdInclusive(provider);
            usage.Duration = request.Attempts.MeasureProviderTime(DateTime.UtcNow).Duration;
            cost = CostCalculator.Compute(known, usage);
        }

        if (cost is null && usage.IsKnown && (model ?? bill.ResponseModel) is { } unpriced)
        {
            NameUnpriced(prices, provider, unpriced, known);
        }

        return cost;
    }

    private static void NameUnpriced(CallPrices prices, string? provider, string model, ModelPrices? known)
    {
        if (known is null)
        {
            prices.NameUnpriced(provider, model);
        }
        else
        {
            prices.NameUnpricedUse(provider, model);
        }
    }
}
