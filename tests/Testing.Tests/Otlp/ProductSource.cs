namespace TracedLlm.Testing.Tests.Otlp;

/// <summary>The collection of tests whose receivers count the activities of the product's source; they run sequentially.</summary>
[CollectionDefinition(Name)]
public sealed class ProductSource
{
    public const string Name = "product source";
}
