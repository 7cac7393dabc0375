namespace TracedLlm.Faults.Tests.Campaign;

/// <summary>The collection of all scenarios. They run one after another, because each measures a process that wants the machine.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class CampaignTests
{
    public const string Name = "campaign";
}
