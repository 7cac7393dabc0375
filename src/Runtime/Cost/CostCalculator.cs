namespace TracedLlm.Cost;

/// <summary>
/// Computes what a call cost, as LiteLLM does: the same products in the same order, so that both give the same double.
/// https://docs.litellm.ai/docs/completion/token_usage
/// </summary>
internal static class CostCalculator
{
    /// <summary>The cost; <see langword="null"/> if the model has no price for what was used.</summary>
    public static CallCost? Compute(ModelPrices prices, in BilledUsage usage)
    {
        var tier = prices.AtTier(usage.Tier);
        var cost = usage.IsRerank && prices.Find(PriceNames.Query) is { } query ? new CallCost(query * (usage.SearchUnits ?? 1), null)
            : usage is { AudioSeconds: { } seconds, HasTokens: false } && HasSeconds(prices) ? PriceSeconds(prices, seconds)
            : tier.HasTokens && (usage.Input ?? usage.Output) is not null ? PriceTokens(prices, tier, usage)
            : usage.Images is { } images && PriceImages(prices, images) is { } image ? image
            : usage.Characters is { } characters && prices.Find(PriceNames.Characters) is { } character ? new CallCost(character * characters, null)
            : !tier.HasTokens && HasSeconds(prices) && (usage.Input ?? usage.Output ?? usage.SearchUnits) is not null ? PriceDuration(prices, usage.Duration)
            : (CallCost?)null;
        var request = prices.Find(PriceNames.Request);
        if (cost is null && request is null)
        {
            return null;
        }

        var known = cost ?? default;
        known = request is null ? known : known with { Input = (known.Input ?? 0) + request };
        return known.IsFinite ? known : null;
    }

    private static CallCost PriceTokens(ModelPrices prices, TierPrices tier, in BilledUsage usage)
    {
        var rates = tier.FindRates(usage.Input ?? 0, usage.IsThresholdInclusive);
        var cacheRead = usage.CacheRead * rates.CacheRead;
        var cacheCreation = ((usage.CacheCreation - OneHour(usage)) * rates.CacheCreation) + (OneHour(usage) * rates.OneHourCacheCreation);
        double? input = usage.Input is { } all ? PriceInput(all, usage, tier, rates, cacheRead, cacheCreation) : null;
        double? output = usage.Output is { } used ? PriceOutput(used, usage, tier, rates) : null;
        if (usage.IsFast && prices.Find(PriceNames.Fast) is { } factor and not 1)
        {
            // What is read from and written to the cache costs the same in this mode.
            var cached = cacheRead + cacheCreation;
            input = input is null ? null : ((input - cached) * factor) + cached;
            output *= factor;
        }

        return new CallCost(
            input,
            output,
            input is not null && usage.CacheRead > 0 ? cacheRead : null,
            input is not null && usage.CacheCreation > 0 ? cacheCreation : null,
            usage.WebSearches > 0 ? (prices.Find(PriceNames.WebSearch) ?? 0) * usage.WebSearches : 0);
    }

    private static double PriceInput(long input, in BilledUsage usage, TierPrices tier, in TokenRates rates, double cacheRead, double cacheCreation)
    {
        // Sums of counts are computed as doubles: a provider may report any number, and a long would overflow.
        double all = input, cached = (double)usage.CacheRead + usage.CacheCreation, audio = usage.AudioInput, image = usage.ImageInput;
        var text = Math.Max(all - cached - audio - image, 0);
        if (cached > 0 && cached + audio + image > all)
        {
            // Cached audio is counted as both: only what the cache does not have is billed as audio.
            var left = Math.Max(all - cached, 0);
            audio = Math.Min(audio, left);
            image = Math.Min(image, left - audio);
            text = left - audio - image;
        }

        var cost = text * rates.Input;
        cost += cacheRead;
        cost += audio * tier.AudioInput;
        cost += image * tier.ImageInput;
        cost += cacheCreation;
        return cost;
    }

    private static double PriceOutput(long output, in BilledUsage usage, TierPrices tier, in TokenRates rates)
    {
        var text = Math.Max((double)output - usage.Reasoning - usage.AudioOutput - usage.ImageOutput, 0);
        var cost = text * rates.Output;
        cost += usage.AudioOutput * tier.FindAudioOutput(rates);
        cost += usage.Reasoning * tier.FindReasoning(rates);
        cost += usage.ImageOutput * tier.FindImageOutput(rates);
        return cost;
    }

    private static long OneHour(in BilledUsage usage) => Math.Min(usage.OneHourCacheCreation, usage.CacheCreation);

    private static bool HasSeconds(ModelPrices prices) =>
        prices.Find(PriceNames.SecondOutput) is not null || prices.Find(PriceNames.SecondInput) is not null;

    // Of a transcription one price counts: models have both, with the same number.
    private static CallCost PriceSeconds(ModelPrices prices, double seconds) => prices.Find(PriceNames.SecondOutput) is { } output
        ? new CallCost(null, output * seconds)
        : new CallCost(prices.Find(PriceNames.SecondInput) * seconds, null);

    private static CallCost? PriceImages(ModelPrices prices, long images) =>
        prices.Find(PriceNames.ImagesInput) is { } input ? new CallCost(input * images, null)
        : prices.Find(PriceNames.ImagesOutput) is { } output ? new CallCost(null, output * images)
        : null;

    private static CallCost PriceDuration(ModelPrices prices, TimeSpan duration) => new(
        prices.Find(PriceNames.SecondInput) * duration.TotalMilliseconds / 1000,
        prices.Find(PriceNames.SecondOutput) * duration.TotalMilliseconds / 1000);
}
