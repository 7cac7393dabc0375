using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using TracedLlm.Metrics;

namespace TracedLlm.Cost;

/// <summary>Finds the prices of calls, and names each model without prices once in the log.</summary>
/// <param name="prices">The prices.</param>
/// <param name="logger">The log.</param>
internal sealed partial class CallPrices(IModelPrices prices, ILogger logger)
{
    // Callers choose names: the log does not grow with them.
    private const int MaxNamed = 1000;

    // A longer text is the name of no model.
    private const int LongestNamed = 512;

    private readonly ConcurrentDictionary<(string? Provider, string Model), bool> _named = new();
    private int _count;

    /// <summary>The prices of a call; <see langword="null"/> if they are not known.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="models">The names of the model, the best one first.</param>
    /// <param name="deployment">The deployment.</param>
    public ModelPrices? Find(string? provider, (string? First, string? Second) models, string? deployment)
    {
        try
        {
            return (models.First is null ? null : prices.FindPrices(provider, models.First, deployment))
                ?? (models.Second is null || models.Second == models.First ? null : prices.FindPrices(provider, models.Second, deployment));
        }
        catch (Exception exception)
        {
            // A fault in a gateway's own implementation must not fail the request.
            TraceCounters.ListenerFailed(exception);
            return null;
        }
    }

    /// <summary>Says in the log, once for each model, that a call has no cost.</summary>
    public void NameUnpriced(string? provider, string model)
    {
        if (IsFirst(provider, model))
        {
            LogUnpriced(model, provider ?? "an unknown provider");
        }
    }

    /// <summary>Says in the log, once for each model, that the prices of a model have none for what a call used.</summary>
    public void NameUnpricedUse(string? provider, string model)
    {
        if (IsFirst(provider, model))
        {
            LogUnpricedUse(model, provider ?? "an unknown provider");
        }
    }

    // The count is kept beside the dictionary, whose own takes all of its locks.
    private bool IsFirst(string? provider, string model) =>
        model.Length <= LongestNamed
        && !_named.ContainsKey((provider, model))
        && Volatile.Read(ref _count) < MaxNamed
        && _named.TryAdd((provider, model), true)
        && Interlocked.Increment(ref _count) <= MaxNamed;

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "No price is known of the model '{Model}' of {Provider}: its requests have no cost. Add the model to the file that TracedLlm:ModelPrices names, register an IModelPrices that knows it, or state the cost with LlmTrace.SetCost.")]
    private partial void LogUnpriced(string model, string provider);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "The prices of the model '{Model}' of {Provider} have none for what a request used, such as images, characters or seconds: such requests have no cost. Add the price to the file that TracedLlm:ModelPrices names, register an IModelPrices that knows it, or state the cost with LlmTrace.SetCost.")]
    private partial void LogUnpricedUse(string model, string provider);
}
