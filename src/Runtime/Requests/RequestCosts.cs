using System.Diagnostics;
using TracedLlm.Cost;
using TracedLlm.Facts;

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
        if (bill.HasCost)
        {
            return bill.Cost;
        }

        if (Compute(request, bill) is not { } cost)
        {
            return null;
        }

        activity.SetTag(LiteLlm.CostTotal, cost.Total);
        Add(activity, LiteLlm.CostInput, cost.Input);
        Add(activity, LiteLlm.CostOutput, cost.Output);
        Add(activity, LiteLlm.CostCacheRead, cost.CacheRead);
        Add(activity, LiteLlm.CostCacheCreation, cost.CacheCreation);
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
        return bill.HasCost ? bill.Total : Compute(request, bill)?.Total;
    }

    private static CallCost? Compute(RequestState request, in RequestBill bill)
    {
        // What is only read or counted is not billed, also if the response repeats the usage of another request.
        if (request.Services.Prices is not { } prices || bill.IsCacheHit || request.Facts.Kind == LlmApiKind.Management)
        {
            return null;
        }

        var usage = bill.Usage;
        usage.IsRerank = request.Facts.Kind == LlmApiKind.Rerank;
        if (!usage.IsKnown)
        {
            return null;
        }

        // The alias that the caller asked for is the model only if no attempt names another.
        var provider = request.Attempts.Provider?.ToString();
        var model = request.Attempts.Model ?? request.Model;
        if (prices.Find(provider, (bill.ResponseModel, model), request.Attempts.Deployment) is { } known)
        {
            usage.IsThresholdInclusive = PricedProviders.IsThresholdInclusive(provider);
            usage.Duration = request.Attempts.MeasureProviderTime(DateTime.UtcNow).Duration;
            return CostCalculator.Compute(known, usage);
        }

        if ((model ?? bill.ResponseModel) is { } unpriced)
        {
            prices.NameUnpriced(provider, unpriced);
        }

        return null;
    }

    private static void Add(Activity activity, string name, double? amount)
    {
        if (amount is { } known)
        {
            activity.SetTag(name, known);
        }
    }
}
