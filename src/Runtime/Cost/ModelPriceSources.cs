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
    public static CallPrices? Create(string setting, IModelPrices? own, ILoggerFactory loggers)
    {
        if (Is(setting, None))
        {
            return null;
        }

        if (own is not null && !Is(setting, BuiltIn))
        {
            // A wrong file is an error also where the gateway's own prices may not ask for it.
            Load(setting);
        }

        return new CallPrices(own ?? Load(setting), loggers.CreateLogger(LogCategories.Cost));
    }

    /// <summary>The table that the setting names.</summary>
    /// <exception cref="InvalidOperationException">The file cannot be read, or has a wrong price.</exception>
    public static ModelPriceTable Load(string setting)
    {
        if (Is(setting, BuiltIn))
        {
            return ModelPriceTable.BuiltIn;
        }

        if (Is(setting, None))
        {
            return new ModelPriceTable([]);
        }

        try
        {
            return ModelPriceTable.Load(setting);
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
