using System.Collections.Concurrent;
using System.Collections.Frozen;
using TracedLlm.Cost;

namespace TracedLlm;

/// <summary>Prices of models in the form of LiteLLM's price file, <c>model_prices_and_context_window.json</c>.</summary>
/// <remarks>
/// A model is looked up as LiteLLM does: with its provider (<c>azure/gpt-4o</c>), then by its name alone if that entry is the provider's,
/// then by the names that providers add something to: <c>models/gemini-2.5-pro</c>, <c>us.anthropic.claude-…</c>, a dated version.
/// </remarks>
public sealed class ModelPriceTable : IModelPrices
{
    // Callers choose names, so that what is found is kept for so many only. Others are looked up each time.
    private const int MaxFound = 1000;

    // With the longest names that is about 1 MB. An ARN of Bedrock has some 100 characters.
    private const int LongestFound = 512;

    private static readonly Lazy<ModelPriceTable> Default = new(static () => new ModelPriceTable(BuiltInPrices.Read()));

    private readonly FrozenDictionary<string, PriceEntry> _models;
    private readonly ConcurrentDictionary<(string? Provider, string Model), ModelPrices?> _found = new();
    private int _count;

    internal ModelPriceTable(Dictionary<string, PriceEntry> models) => _models = models.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The prices that the package brings: the larger providers' current models, as of <see cref="BuiltInDate"/>.</summary>
    public static ModelPriceTable BuiltIn => Default.Value;

    /// <summary>The day of LiteLLM's price file that <see cref="BuiltIn"/> is taken from.</summary>
    public static DateOnly BuiltInDate => BuiltInPrices.Date;

    /// <summary>The number of models.</summary>
    public int Count => _models.Count;

    /// <summary>Reads a price file. Fields that are no prices are ignored.</summary>
    /// <param name="path">The path of the file.</param>
    /// <exception cref="InvalidOperationException">The file cannot be read, or has a wrong price; the message names the file, the model and the field.</exception>
    public static ModelPriceTable Load(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        byte[] json;
        try
        {
            json = File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"The price file '{path}' cannot be read: {exception.Message}", exception);
        }

        return new ModelPriceTable(PriceFile.Read(WithoutMark(json), path));
    }

    /// <summary>
    /// The table that <see cref="TracedLlmOptions.ModelPrices"/> names, for an <see cref="IModelPrices"/> that has some prices of its own:
    /// <see cref="BuiltIn"/> for <c>builtin</c>, a table without models for <c>none</c>, else the file at that path.
    /// </summary>
    /// <param name="setting">The setting.</param>
    /// <exception cref="InvalidOperationException">The file cannot be read, or has a wrong price; the message names the setting, the file, the model and the field.</exception>
    public static ModelPriceTable FromSetting(string setting)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(setting);
        return ModelPriceSources.Load(setting);
    }

    /// <inheritdoc/>
    public ModelPrices? FindPrices(string? provider, string model, string? deployment)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (_found.TryGetValue((provider, model), out var known))
        {
            return known;
        }

        var found = LookUp(provider is null ? null : PricedProviders.Find(provider), model);
        if (model.Length <= LongestFound && Volatile.Read(ref _count) < MaxFound && _found.TryAdd((provider, model), found))
        {
            Interlocked.Increment(ref _count);
        }

        return found;
    }

    private static ReadOnlyMemory<byte> WithoutMark(byte[] json) => json is [0xEF, 0xBB, 0xBF, ..] ? json.AsMemory(3) : json;

    private ModelPrices? LookUp(string? provider, string model)
    {
        foreach (var name in PricedModelNames.Enumerate(model))
        {
            if (provider is not null && _models.TryGetValue($"{provider}/{name}", out var own))
            {
                return own.Prices;
            }

            if (_models.TryGetValue(name, out var entry) && PricedProviders.IsSame(entry.Provider, provider))
            {
                return entry.Prices;
            }
        }

        return null;
    }
}
