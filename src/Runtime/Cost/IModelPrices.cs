namespace TracedLlm;

/// <summary>
/// Knows what models cost. The runtime uses the prices that <see cref="TracedLlmOptions.ModelPrices"/> names, unless the gateway has
/// registered its own implementation: <c>services.AddSingleton&lt;IModelPrices, MyPrices&gt;()</c>.
/// </summary>
public interface IModelPrices
{
    /// <summary>
    /// The prices of a call. The runtime asks at the end of a request, on its thread, and for the response header of one that is not
    /// streamed: an implementation keeps its prices in memory. If it throws, the request has no cost, and
    /// <c>tracedllm.listener.failures</c> counts the exception.
    /// </summary>
    /// <param name="provider">The provider (<see cref="GenAi.ProviderName"/>), as the gateway states it; <see langword="null"/> if it is not known.</param>
    /// <param name="model">The model's name, as the response reports it, else as the gateway called it.</param>
    /// <param name="deployment">The deployment that was called (<see cref="LiteLlm.DeploymentId"/>); <see langword="null"/> if it is not known.</param>
    /// <returns>The prices; <see langword="null"/> if they are not known.</returns>
    ModelPrices? FindPrices(string? provider, string model, string? deployment);
}
