namespace TracedLlm.Cost;

/// <summary>
/// A model's prices of tokens at one service tier, as LiteLLM resolves them: a price that the tier does not have is the standard one, and
/// a price above a threshold that is not known is the one below. A kind of token without any price costs nothing; only the kinds that
/// LiteLLM prices as text are priced as text.
/// </summary>
internal sealed class TierPrices
{
    private readonly TokenRates _rates;

    // Those with the most tokens first.
    private readonly (double Threshold, TokenRates Rates)[] _above;
    private readonly double? _reasoning;
    private readonly double? _audioOutput;
    private readonly double? _imageOutput;

    public TierPrices(ModelPrices prices, ServiceTier tier)
    {
        var suffix = ServiceTiers.FindSuffix(tier);
        double? Find(string name) => prices.Find(name + suffix) ?? prices.Find(name);

        // An image model has no price of a token of text in its output.
        var output = Find(PriceNames.Output) ?? 0;
        _rates = new TokenRates(
            Find(PriceNames.Input) ?? 0,
            output == 0 ? prices.Find(PriceNames.ImageOutput) ?? output : output,
            Find(PriceNames.CacheRead) ?? 0,
            Find(PriceNames.CacheCreation) ?? 0,
            prices.Find(PriceNames.OneHourCacheCreation) ?? 0);
        _above =
        [
            .. prices.Names
                .Where(static name => name.StartsWith(PriceNames.Input, StringComparison.Ordinal))
                .Select(PriceNames.FindThreshold)
                .OfType<(string Text, double Tokens)>()
                .OrderByDescending(static threshold => threshold.Tokens)
                .Select(threshold => (threshold.Tokens, new TokenRates(
                    Find(PriceNames.Input + threshold.Text) ?? _rates.Input,
                    Find(PriceNames.Output + threshold.Text) ?? _rates.Output,
                    Find(PriceNames.CacheRead + threshold.Text) ?? _rates.CacheRead,
                    Find(PriceNames.CacheCreation + threshold.Text) ?? _rates.CacheCreation,
                    Find(PriceNames.OneHourCacheCreation + threshold.Text) ?? _rates.OneHourCacheCreation))),
        ];

        // The tier's price of output outweighs the standard price of reasoning.
        _reasoning = suffix.Length > 0 && prices.Find(PriceNames.Reasoning + suffix) is { } own ? own
            : suffix.Length > 0 && prices.Find(PriceNames.Output + suffix) is not null ? null
            : prices.Find(PriceNames.Reasoning);
        _audioOutput = prices.Find(PriceNames.AudioOutput);
        _imageOutput = prices.Find(PriceNames.ImageOutput);
        AudioInput = Find(PriceNames.AudioInput) ?? 0;
        ImageInput = prices.Find(PriceNames.ImageInput) ?? prices.Find(PriceNames.Input) ?? 0;
        HasTokens = prices.Find(PriceNames.Input) is not null || prices.Find(PriceNames.Output) is not null || _imageOutput is not null;
    }

    /// <summary>Whether tokens have a price.</summary>
    public bool HasTokens { get; }

    /// <summary>A token of audio in the input.</summary>
    public double AudioInput { get; }

    /// <summary>A token of an image in the input.</summary>
    public double ImageInput { get; }

    /// <summary>The prices for an input of so many tokens.</summary>
    /// <param name="input">The tokens of the whole input.</param>
    /// <param name="isInclusive">Whether the higher price begins with the threshold, and not above it.</param>
    public TokenRates FindRates(double input, bool isInclusive)
    {
        foreach (var (threshold, rates) in _above)
        {
            if (input > threshold || (isInclusive && input == threshold))
            {
                return rates;
            }
        }

        return _rates;
    }

    /// <summary>A token of reasoning.</summary>
    public double FindReasoning(in TokenRates rates) => _reasoning ?? rates.Output;

    /// <summary>A token of audio in the output.</summary>
    public double FindAudioOutput(in TokenRates rates) => _audioOutput ?? rates.Output;

    /// <summary>A token of an image in the output.</summary>
    public double FindImageOutput(in TokenRates rates) => _imageOutput ?? rates.Output;
}
