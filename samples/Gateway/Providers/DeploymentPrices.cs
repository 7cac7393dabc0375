using Microsoft.Extensions.Options;

namespace TracedLlm.Samples.Gateway;

/// <summary>The prices of deployments: their own in the file, those of the model that the file names, else those of the table of TracedLlm.</summary>
internal sealed class DeploymentPrices(GatewayConfiguration configuration, IOptions<TracedLlmOptions> options) : IModelPrices
{
    private readonly Dictionary<string, Deployment> _deployments = configuration.Deployments
        .Where(deployment => deployment.Prices is not null || deployment.BaseModel is not null)
        .GroupBy(deployment => deployment.Id)
        .ToDictionary(deployments => deployments.Key, deployments => deployments.First());

    private readonly ModelPriceTable _table = ModelPriceTable.FromSetting(options.Value.ModelPrices);

    public ModelPrices? FindPrices(string? provider, string model, string? deployment) =>
        deployment is not null && _deployments.TryGetValue(deployment, out var known)
            ? known.Prices ?? _table.FindPrices(provider, known.BaseModel!, deployment)
            : _table.FindPrices(provider, model, deployment);
}
