using Microsoft.Extensions.Logging;
using TracedLlm.Conventions;

namespace TracedLlm.Cost;

/// <summary>The prices that <see cref="TracedLlmOptions.ModelPrices"/> names.</summary>
internal static class ModelPriceSources
{
    private const string BuiltIn = "builtin";
    private const string None = "none";

    /// <summary>The prices of calls; <see langword="null"/> if no costs are to be computed.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="own">The prices that the gateway has registered.</param>
    /// <param name="loggers">The log.</param>
    /// <exception cref="InvalidOperationException">The file cannot be read, or has a wrong price.</exception>
    public static CallPrices? Create(string setting, IModelPrices? own, ILoggerFactory loggers) => Is(setting, None)
        ? null
        : new CallPrices(own ?? (Is(setting, BuiltIn) ? ModelPriceTable.BuiltIn : Load(setting)), loggers.CreateLogger(LogCategories.Cost));

    private static ModelPriceTable Load(string path)
    {
        try
        {
            return ModelPriceTable.Load(path);
        }
        catch (InvalidOperationException exception)
        {
            throw new InvalidOperationException(
                $"TracedLlm:ModelPrices: {exception.Message} Without the setting, the prices that the package brings are used; 'none' computes no costs.",
                exception);
        }
    }

    private static bool Is(string setting, string value) => setting.Equals(value, StringComparison.OrdinalIgnoreCase);
}
