using TracedLlm.Analyzers.FailurePath;
using TracedLlm.CodeFixes.FailurePath;
using TracedLlm.Testing.Roslyn;
using Verify = TracedLlm.Analyzers.Tests.Rows.RowFixVerifier<TracedLlm.Analyzers.FailurePath.SwallowedFailure, TracedLlm.CodeFixes.FailurePath.SwallowedFailureFix>;

namespace TracedLlm.Analyzers.Tests.FailurePath;

/// <summary>TLM2002, <see cref="SwallowedFailure"/> and <see cref="SwallowedFailureFix"/>.</summary>
public class SwallowedFailureTests
{
    [Theory]
    [InlineData("[|catch|] { return null; }")]
    [InlineData("[|catch|] (Exception) { return null; }")]
    [InlineData("[|catch|] (Exception exception) { return null; }")]
    [InlineData("catch (TimeoutException) { return null; } [|catch|] { return \"\"; }")]
    [InlineData("[|catch|] { Console.WriteLine(\"failed\"); return null; }")]
    [InlineData("[|catch|] (Exception) { } return null;")]
    [InlineData("[|catch|] { await Task.Delay(500); return null; }")]
    [InlineData("[|catch|] { var wait = 500; return id.Length > 450 ? null : id.Substring(wait); }")]
    [InlineData("[|catch|] { Count(id); return null; } static void Count(string id) => Add(id); static void Add(string id) => throw new InvalidOperationException(id);")]
    public async Task Flags_in_a_core(string clauses)
    {
        await Verify.VerifyAnalyzerAsync(Core(clauses, "[TracedStage(\"load\")] public partial Task<string?> LoadAsync(string id);"));
        await Verify.VerifyAnalyzerAsync(Core(clauses.Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal), ""));
    }

    [Theory]
    [InlineData("catch (Exception exception) { Console.WriteLine(exception); return null; }")]
    [InlineData("catch { throw; }")]
    [InlineData("catch (Exception) { throw new InvalidOperationException(); }")]
    [InlineData("catch (TimeoutException) { return null; }")]
    [InlineData("catch (Exception exception) when (exception is TimeoutException) { return null; }")]
    [InlineData("catch (Exception exception) { LlmTrace.Current?.RecordException(exception); return null; }")]
    [InlineData("catch (Exception exception) { Log(exception); return null; } void Log(Exception exception) { }")]
    [InlineData("catch { LogFailure(); return null; }")]
    [InlineData("catch { Fail(); return null; } static void Fail() => throw new InvalidOperationException();")]
    [InlineData("catch { var status = 503; return Answer(status); } static string Answer(int n) => $\"{n}\";")]
    [InlineData("catch { return Answer((int)System.Net.HttpStatusCode.BadGateway); } static string Answer(int n) => $\"{n}\";")]
    [InlineData("catch { return Answer(StatusCodes.Status502BadGateway); } static string Answer(int n) => $\"{n}\";")]
    [InlineData("catch { return Answer(id.Length > 1 ? 502 : 504); } static string Answer(int statusCode) => $\"{statusCode}\";")]
    [InlineData("catch { return new Failed(502).ToString(); }")]
    [InlineData("catch { return Answer().ToString(); } static (int, string) Answer() => (502, \"failed\");")]
    [InlineData("catch { Refuse(); return null; } static void Refuse() => LlmTrace.Current?.RecordException(new TimeoutException());")]
    public Task Leaves_alone_in_a_core(string clauses) => Verify.VerifyAnalyzerAsync(Core(
        clauses, "[TracedStage(\"load\")] public partial Task<string?> LoadAsync(string id); [FailureLoggingPath] static void LogFailure() { } sealed record Failed(int Value);"));

    [Theory]
    [InlineData("try { File.ReadAllText(id); } catch { return null; } return null;", true)]
    [InlineData("Action read = () => { try { File.ReadAllText(id); } catch { } }; return null;", false)]
    [InlineData("Read(id); return null; static void Read(string id) { try { File.ReadAllText(id); } catch { } }", false)]
    [InlineData("for (var i = 0; i < 3; i++) { try { return File.ReadAllText(id); } catch { } } return null;", false)]
    [InlineData("foreach (var part in id) { try { File.ReadAllText(id); } catch { } } return null;", true)]
    [InlineData("while (id.Length > 1) { try { File.ReadAllText(id); } catch { break; } } return null;", true)]
    [InlineData("foreach (var part in id) { switch (part) { case 'a': try { File.ReadAllText(id); } catch { } break; } } return null;", true)]
    [InlineData("foreach (var part in id) { if (part == 'a') break; try { File.ReadAllText(id); } catch { } } return null;", true)]
    [InlineData("while (true) { try { id = File.ReadAllText(id); } catch { continue; } return id; }", false)]
    [InlineData("while (true) { try { id = File.ReadAllText(id); break; } catch { } } return id;", false)]
    [InlineData("string? text = null; while (text is null) { try { text = File.ReadAllText(id); } catch { } } return text;", false)]
    [InlineData("var isRead = false; for (var i = 0; !isRead && i < 3; i++) { try { File.ReadAllText(id); isRead = true; } catch { } } return null;", false)]
    [InlineData("foreach (var part in id) { try { await new HttpClient().GetAsync(id); } catch { } } return null;", false)]
    [InlineData("try { new MemoryStream().Dispose(); } catch { } return null;", false)]
    [InlineData("using var source = new CancellationTokenSource(); try { await source.CancelAsync(); } catch { } return null;", false)]
    [InlineData("try { await OtherAsync(id); } catch { } return null;", false)]
    [InlineData("try { File.ReadAllText(id); } finally { Console.WriteLine(); } return null;", false)]
    public Task Leaves_clean_up_and_traced_calls_alone(string statements, bool isFlagged) => Verify.VerifyAnalyzerAsync($$"""
        partial class Store
        {
            [TracedStage("load")] public partial Task<string?> LoadAsync(string id);
            [TracedStage("other")] public partial Task OtherAsync(string id);
            private Task OtherCoreAsync(string id) => Task.CompletedTask;
            private async Task<string?> LoadCoreAsync(string id) { await Task.Yield(); {{(isFlagged ? statements.Replace("catch", "[|catch|]", StringComparison.Ordinal) : statements)}} }
        }
        """);

    [Theory]
    [InlineData("[|catch|] { }")]
    [InlineData("[|catch|] (Exception) { await http.Response.WriteAsync(\"sorry\"); }")]
    [InlineData("catch { http.Response.StatusCode = 500; }")]
    [InlineData("catch { http.Abort(); }")]
    [InlineData("catch { await Results.Problem().ExecuteAsync(http); }")]
    [InlineData("catch { await RefuseAsync(http, 503); }")]
    [InlineData("catch { await FailAsync(http); }")]
    public Task Reads_routes(string clause) => Verify.VerifyAnalyzerAsync(TracedRoute.WithStatements(
        $"try {{ await http.Response.WriteAsync(\"x\"); }} {clause}",
        "static Task RefuseAsync(HttpContext http, int status) => Task.CompletedTask; static Task FailAsync(HttpContext http) { http.Response.StatusCode = 502; return Task.CompletedTask; }"));

    [Theory]
    [InlineData("try { await http.Response.WriteAsync(\"x\"); return; } catch { } http.Response.StatusCode = 400;")]
    [InlineData("try { await http.Response.WriteAsync(\"x\"); return; } catch { } await RefuseAsync(http);")]
    [InlineData("try { await http.Response.WriteAsync(\"x\"); return; } catch { } await Results.BadRequest().ExecuteAsync(http);")]
    [InlineData("try { await http.Response.WriteAsync(\"x\"); return; } catch { } throw new InvalidOperationException();")]
    [InlineData("foreach (var name in http.Request.Headers.Keys) { try { await http.Response.WriteAsync(name); } catch { break; } return; } http.Response.StatusCode = 502;")]
    [InlineData("if (http.Request.HasJsonContentType()) { try { await http.Response.WriteAsync(\"x\"); return; } catch { } } await Results.Problem().ExecuteAsync(http);")]
    [InlineData("string? body = null; try { body = await new StreamReader(http.Request.Body).ReadToEndAsync(); } catch { } if (body is null) { http.Response.StatusCode = 400; return; } await http.Response.WriteAsync(body);")]
    [InlineData("string? body = null; try { body = await new StreamReader(http.Request.Body).ReadToEndAsync(); } catch { } await (body is null ? Results.BadRequest() : Results.Ok(body)).ExecuteAsync(http);")]
    [InlineData("var hasFailed = false; try { await http.Response.WriteAsync(\"x\"); } catch { hasFailed = true; } if (hasFailed) { await RefuseAsync(http); }")]
    [InlineData("var status = 200; try { await http.Response.WriteAsync(\"x\"); } catch { status = 502; } http.Response.StatusCode = status;")]
    [InlineData("var failures = 0; try { await http.Response.WriteAsync(\"x\"); } catch { failures++; } await Results.Json(\"x\", statusCode: failures > 0 ? 500 : 200).ExecuteAsync(http);")]
    [InlineData("try { await http.Response.WriteAsync(\"x\"); } catch { await http.Response.WriteAsync(\"event: error\\ndata: {}\\n\\n\"); }")]
    [InlineData("try { await http.Response.WriteAsync(\"x\"); } catch { await http.Response.WriteAsJsonAsync(new { error = new { message = \"failed\" } }); }")]
    public Task Leaves_an_error_behind_the_try_alone(string statements) => Verify.VerifyAnalyzerAsync(TracedRoute.WithStatements(
        statements, "static Task RefuseAsync(HttpContext http) { http.Response.StatusCode = 502; return Task.CompletedTask; }"));

    [Theory]
    [InlineData("try { await http.Response.WriteAsync(\"x\"); } [|catch|] { } await Results.Ok().ExecuteAsync(http);")]
    [InlineData("try { await http.Response.WriteAsync(\"x\"); } [|catch|] { } await Results.Json(\"x\").ExecuteAsync(http);")]
    [InlineData("try { await http.Response.WriteAsync(\"x\"); } [|catch|] { } http.Response.StatusCode = 200;")]
    [InlineData("try { await http.Response.WriteAsync(\"x\"); } [|catch|] { } if (http.Request.ContentLength > 9) { http.Response.StatusCode = 413; return; } await http.Response.WriteAsync(\"y\");")]
    [InlineData("var text = \"\"; try { text = await new StreamReader(http.Request.Body).ReadToEndAsync(); } [|catch|] { } await http.Response.WriteAsync(text);")]
    [InlineData("string? cached = null; try { cached = await new StreamReader(http.Request.Body).ReadToEndAsync(); } [|catch|] { } if (cached is null) { cached = \"fresh\"; } await http.Response.WriteAsync(cached);")]
    [InlineData("if (http.Request.ContentLength > 9) { http.Response.StatusCode = 413; return; } try { await http.Response.WriteAsync(\"x\"); } [|catch|] { }")]
    [InlineData("try { await http.Response.WriteAsync(\"x\"); return; } [|catch|] { } await ForwardAsync(http);")]
    public Task Flags_a_success_behind_the_try(string statements) => Verify.VerifyAnalyzerAsync(TracedRoute.WithStatements(
        statements, "static Task ForwardAsync(HttpContext http) { if (http.Request.ContentLength is null) { http.Response.StatusCode = 411; } return http.Response.WriteAsync(\"y\"); }"));

    [Theory]
    [InlineData("bool", "try { File.ReadAllText(id); return true; } catch { return false; }")]
    [InlineData("bool", "try { return File.ReadAllText(id).Length > 1; } catch (Exception) { return false; }")]
    [InlineData("bool", "var isRead = true; try { File.ReadAllText(id); } catch { isRead = false; } return isRead;")]
    [InlineData("(bool Ok, string? Text)", "try { return (true, File.ReadAllText(id)); } catch { return (false, null); }")]
    [InlineData("Health", "try { File.ReadAllText(id); return Health.Healthy; } catch { return Health.Unhealthy; }")]
    [InlineData("Reading", "try { return new Reading(File.ReadAllText(id)); } catch { return Reading.Failed(id); }")]
    [InlineData("object", "try { return File.ReadAllText(id); } catch { return new ReadError(); }")]
    [InlineData("string", "try { File.ReadAllText(id); return \"up\"; } catch { return \"down\"; }")]
    [InlineData("int", "try { File.ReadAllText(id); return 0; } catch { return 1; }")]
    [InlineData("Task<string>", "try { File.ReadAllText(id); return Task.FromResult(\"up\"); } catch { return Task.FromResult(\"down\"); }")]
    [InlineData("Status", "try { File.ReadAllText(id); return new Status(id, true); } catch { return new Status(id, false); }")]
    [InlineData("(string Id, int Code)", "try { File.ReadAllText(id); return (id, 0); } catch { return (id, 1); }")]
    [InlineData("string", "try { return File.ReadAllText(id); } [|catch|] { return \"\"; }")]
    [InlineData("string?", "try { return File.ReadAllText(id); } [|catch|] { return null; }")]
    [InlineData("Status", "try { File.ReadAllText(id); return new Status(id, true); } [|catch|] { return new Status(id, true); }")]
    [InlineData("string", "try { File.ReadAllText(id); return \"up\"; } [|catch|] { return \"up\"; }")]
    [InlineData("bool", "try { File.ReadAllText(id); return true; } [|catch|] { return true; }")]
    [InlineData("bool", "try { File.ReadAllText(id); } [|catch|] { return false; } return false;")]
    [InlineData("Health", "try { File.ReadAllText(id); return Health.Healthy; } [|catch|] { return Health.Healthy; }")]
    [InlineData("Reading", "try { return new Reading(File.ReadAllText(id)); } [|catch|] { return Reading.Empty(id); }")]
    public Task Knows_probes(string type, string statements) => Verify.VerifyAnalyzerAsync($$"""
        enum Health { Healthy, Unhealthy }
        record Reading(string? Text) { public static Reading Failed(string id) => new(id); public static Reading Empty(string id) => new(id); }
        record Status(string Id, bool IsUp);
        class ReadError;
        partial class Store
        {
            [TracedStage("load")] public partial {{type}} Load(string id);
            private {{type}} LoadCore(string id) { {{statements}} }
        }
        """);

    [Fact]
    public Task A_guardrail_is_no_probe() => Verify.VerifyAnalyzerAsync("""
        partial class Words
        {
            [TracedGuardrail(GuardrailMode.PreCall)] public partial bool IsBlocked(string text);
            private bool IsBlockedCore(string text) { try { return File.ReadAllText(text).Length > 1; } [|catch|] { return false; } }
        }
        """);

    [Theory]
    [InlineData("[|catch|] { return GuardrailOutcome.Passed; }")]
    [InlineData("[|catch|] { return default; }")]
    [InlineData("catch { return GuardrailOutcome.Blocked(); }")]
    public Task Reads_guardrails(string clause) => Verify.VerifyAnalyzerAsync($$"""
        partial class Words
        {
            [TracedGuardrail(GuardrailMode.PreCall)] public partial GuardrailOutcome Check(string text);
            private GuardrailOutcome CheckCore(string text) { try { return Ask(text); } {{clause}} }
            private static GuardrailOutcome Ask(string text) => GuardrailOutcome.Passed;
        }
        """);

    [Fact]
    public Task Reads_lambdas_of_routes() => Verify.VerifyAnalyzerAsync("""
        static class Routes
        {
            public static void Map(WebApplication app)
            {
                app.MapPost("/v1/messages", [TracedLlmRoute] (HttpContext http) => { try { http.Response.WriteAsync("x").Wait(); } [|catch|] { } });
                app.MapPost("/other", (HttpContext http) => { try { http.Response.WriteAsync("x").Wait(); } catch { } });
            }
        }
        """);

    [Theory]
    [InlineData("[|catch|]\n        {\n            return null;\n        }", "catch (Exception exception)\n        {\n            LlmTrace.Current?.RecordException(exception);\n            return null;\n        }")]
    [InlineData("[|catch|] (Exception)\n        {\n            return null;\n        }", "catch (Exception exception)\n        {\n            LlmTrace.Current?.RecordException(exception);\n            return null;\n        }")]
    [InlineData("[|catch|] (Exception failed)\n        {\n            Console.WriteLine();\n        }\n\n        return null;", "catch (Exception failed)\n        {\n            LlmTrace.Current?.RecordException(failed);\n            Console.WriteLine();\n        }\n\n        return null;")]
    [InlineData("[|catch|]\n        {\n            if (id.Length > 1) { return null; } else { return id; }\n        }", "catch (Exception exception)\n        {\n            LlmTrace.Current?.RecordException(exception);\n            if (id.Length > 1) { return null; } else { return id; }\n        }")]
    [InlineData("[|catch|]\n        {\n            try\n            {\n                return File.ReadAllText(\"x\");\n            }\n            [|catch|]\n            {\n                return null;\n            }\n        }", "catch (Exception exception)\n        {\n            LlmTrace.Current?.RecordException(exception);\n            try\n            {\n                return File.ReadAllText(\"x\");\n            }\n            catch (Exception caught)\n            {\n                LlmTrace.Current?.RecordException(caught);\n                return null;\n            }\n        }")]
    [InlineData("finally { }\n\n        string? exception = null;\n        try\n        {\n            exception = File.ReadAllText(\"x\");\n        }\n        [|catch|]\n        {\n        }\n\n        return exception;", "finally { }\n\n        string? exception = null;\n        try\n        {\n            exception = File.ReadAllText(\"x\");\n        }\n        catch (Exception caught)\n        {\n            LlmTrace.Current?.RecordException(caught);\n        }\n\n        return exception;")]
    public Task Records_first_and_goes_on(string clause, string fixedClause) => Verify.VerifyCodeFixAsync(Written(clause), Written(fixedClause));

    [Theory]
    [InlineData("[|catch|]\n        {\n            return null;\n        }", "catch (Exception exception)\n        {\n            LlmTrace.Current?.RecordException(exception);\n            throw;\n        }")]
    [InlineData("[|catch|] (Exception)\n        {\n            return null;\n        }", "catch (Exception exception)\n        {\n            LlmTrace.Current?.RecordException(exception);\n            throw;\n        }")]
    [InlineData("[|catch|] (Exception failed)\n        {\n            Console.WriteLine();\n        }\n\n        return null;", "catch (Exception failed)\n        {\n            LlmTrace.Current?.RecordException(failed);\n            Console.WriteLine();\n            throw;\n        }\n\n        return null;")]
    public Task Rethrows_on_demand(string clause, string fixedClause) => new RuleFixTest<SwallowedFailure, SwallowedFailureFix>
    {
        TestCode = Written(clause),
        FixedCode = Written(fixedClause),
        CodeActionEquivalenceKey = "rethrow",
    }.RunAsync();

    [Theory]
    [InlineData("break;")]
    [InlineData("continue;")]
    [InlineData("if (id.Length > 1) break; else return null;")]
    public Task Never_rethrows_in_a_clause_that_continues_a_loop(string jump)
    {
        var code = Written("finally\n        {\n        }\n\n        foreach (var part in id)\n        {\n            try\n            {\n                File.ReadAllText(id);\n            }\n            [|catch|]\n            {\n                " + jump + "\n            }\n        }\n\n        return null;");
        return new RuleFixTest<SwallowedFailure, SwallowedFailureFix> { TestCode = code, FixedCode = code, CodeActionEquivalenceKey = "rethrow" }.RunAsync();
    }

    [Fact]
    public Task Says_the_method() => Verify.VerifyAnalyzerAsync(
        Written("{|#0:catch|} { return null; }"),
        Verify.Diagnostic().WithLocation(0).WithMessage("'Store.LoadCoreAsync' catches every exception here and does not record it, so its span shows no failure; record the exception or rethrow it"));

    private static string Core(string clauses, string declaration) => $$"""
        partial class Store
        {
            {{declaration}}
            private async Task<string?> LoadCoreAsync(string id)
            {
                try { return await File.ReadAllTextAsync(id); }
                {{clauses}}
            }
        }
        """;

    private static string Written(string clause) => $$"""
        partial class Store
        {
            [TracedStage("load")]
            public partial Task<string?> LoadAsync(string id);

            private async Task<string?> LoadCoreAsync(string id)
            {
                try
                {
                    return await File.ReadAllTextAsync(id);
                }
                {{clause}}
            }
        }
        """;
}
