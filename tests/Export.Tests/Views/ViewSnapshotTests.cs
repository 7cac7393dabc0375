using TracedLlm.Testing.Snapshots;

namespace TracedLlm.Export.Tests.Views;

/// <summary>The spans of real requests that a backend receives in each view.</summary>
[Collection(ProcessWide.Name)]
public sealed class ViewSnapshotTests
{
    /// <summary>The names that each view may write, beside those of no family: HTTP's, errors' and an application's own.</summary>
    private static readonly Dictionary<string, string> Allowed = new()
    {
        ["semantic_conventions"] = @"^(gen_ai|litellm|openai)\.|^(session|user)\.id$",
        ["langfuse"] = @"^langfuse\.|^(session|user)\.id$",
        ["openinference"] = @"^(openinference|llm|embedding|reranker|retrieval)\.|^(input|output)\.(value|mime_type)$|^(session|user)\.id$|^metadata$|^tag\.tags$|^prompt\.id$",
        ["langsmith"] = @"^langsmith\.|^gen_ai\.(system|prompt|completion|operation\.name|request\.\w+|response\.model)$|^llm\.invocation_parameters$",
        ["litellm"] = @"^(gen_ai|litellm|llm|metadata)\.|^guardrail_|^masked_entity_count$|^openinference\.span\.kind$|^(session|user)\.id$",
    };

    private static readonly string[] Endings = ["success", "stream", "block", "retry", "failure", "cut", "cache"];

    public static TheoryData<string, string> ViewsAndEndings
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var view in ViewedRequest.Views)
            {
                foreach (var ending in Endings.Take(4))
                {
                    data.Add(view.Name, ending);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(ViewsAndEndings))]
    public async Task A_backend_receives_the_attributes_of_its_view(string view, string ending)
    {
        await using var gateway = await ViewGateway.StartAsync();
        var request = await gateway.SendAsync(ending, headers: ("traceparent", ViewGateway.Caller));

        Snapshot.Match(request.Print(ViewedRequest.ViewOf(view)), folder: "Snapshots", file: $"{view}.{ending}");
    }

    [Fact]
    public async Task No_view_writes_the_names_of_another()
    {
        await using var gateway = await ViewGateway.StartAsync();
        foreach (var ending in Endings)
        {
            var request = await gateway.SendAsync(ending);
            foreach (var view in ViewedRequest.Views)
            {
                var names = request.ReceiveSpans(view).SelectMany(span => span.Attributes.Keys).Distinct();

                Assert.All(names, name => Assert.Matches(Allowed[view.Name] + @"|^(http|url|server|client|network|user_agent|error|app|exception|openai)\.", name));
            }
        }
    }

    [Fact]
    public async Task No_attribute_is_there_twice()
    {
        await using var gateway = await ViewGateway.StartAsync();
        foreach (var ending in Endings)
        {
            var request = await gateway.SendAsync(ending);
            foreach (var span in ViewedRequest.Views.SelectMany(request.ReceiveSpans))
            {
                Assert.Equal(span.Attributes.Keys.Distinct(), span.Attributes.Keys);
            }
        }
    }
}
