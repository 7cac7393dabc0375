using TracedLlm.Analyzers.FailurePath;
using TracedLlm.CodeFixes.FailurePath;
using TracedLlm.Testing.Roslyn;
using Verify = TracedLlm.Analyzers.Tests.Rows.RowFixVerifier<TracedLlm.Analyzers.FailurePath.UnobservedTask, TracedLlm.CodeFixes.FailurePath.UnobservedTaskFix>;

namespace TracedLlm.Analyzers.Tests.FailurePath;

/// <summary>TLM2004, <see cref="UnobservedTask"/> and <see cref="UnobservedTaskFix"/>.</summary>
public class UnobservedTaskTests
{
    private const string Members = """
        async Task AuditAsync(int status) { await Task.Delay(status); }
            ValueTask<int> CountAsync() => ValueTask.FromResult(1);
            async Task AuditInAsync(LlmTrace? trace) { using var scope = trace?.Use(); await Task.Yield(); }
            readonly LlmTrace? _trace = LlmTrace.Current;
            Task AuditOwnAsync() => StoreAsync();
            async Task StoreAsync() { using var scope = _trace?.Use(); await Task.Yield(); }
            Task? _running;
        """;

    [Theory]
    [InlineData("_ = [|AuditAsync(1)|];")]
    [InlineData("_ = [|this.CountAsync()|];")]
    [InlineData("_ = [|Task.Run(() => AuditAsync(1))|];")]
    [InlineData("_ = [|Task.Run(async () => await AuditAsync(1))|];")]
    [InlineData("_ = [|Task.Run(() => Console.WriteLine())|];")]
    [InlineData("_ = [|System.Threading.Tasks.Task.Run(() => Console.WriteLine())|];")]
    [InlineData("_ = [|Task.Factory.StartNew(() => Console.WriteLine())|];")]
    [InlineData("_ = [|new HttpClient().GetAsync(\"http://localhost\")|];")]
    [InlineData("Start(); void Start() { [|AuditAsync(1)|]; }")]
    [InlineData("if (http.Items.Count > 1) _ = [|AuditAsync(1)|];")]
    [InlineData("var running = [|AuditAsync(1)|];")]
    [InlineData("ValueTask<int> counting = [|CountAsync()|];")]
    [InlineData("var running = [|AuditAsync(1).ConfigureAwait(false)|];")]
    [InlineData("_ = [|AuditAsync(1).ConfigureAwait(false)|];")]
    [InlineData("_ = [|CountAsync().AsTask()|];")]
    [InlineData("_ = [|Task.Run(() => AuditAsync(1)).ConfigureAwait(false)|];")]
    [InlineData("[|AuditAsync(1).ContinueWith(_ => Console.WriteLine())|];")]
    [InlineData("_ = [|AuditAsync(1).ContinueWith(_ => Console.WriteLine(), TaskScheduler.Default).ConfigureAwait(false)|];")]
    [InlineData("_ = [|Task.WhenAll(AuditAsync(1), AuditAsync(2))|];")]
    [InlineData("_ = [|Task.WhenAny(AuditAsync(1), Task.Delay(1))|];")]
    [InlineData("_ = [|Task.WhenAll([Task.CompletedTask, AuditAsync(2).WaitAsync(http.RequestAborted)])|];")]
    [InlineData("_ = [|Task.WhenAll(AuditInAsync(LlmTrace.Current), AuditAsync(2))|];")]
    [InlineData("new List<int>().ForEach(number => [|AuditAsync(number)|]);")]
    public async Task Flags(string statements)
    {
        await Verify.VerifyAnalyzerAsync(TracedRoute.WithStatements(statements, Members));
        await Verify.VerifyAnalyzerAsync(TracedRoute.WithStatements(statements, Members).Replace("[TracedLlmRoute]", "", StringComparison.Ordinal)
            .Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("await AuditAsync(1);")]
    [InlineData("await AuditAsync(1).ConfigureAwait(false);")]
    [InlineData("var running = AuditAsync(1); await running;")]
    [InlineData("_running = AuditAsync(1);")]
    [InlineData("await Task.WhenAll(AuditAsync(1), AuditAsync(2));")]
    [InlineData("http.Response.OnCompleted(() => AuditAsync(1));")]
    [InlineData("http.Response.RegisterForDisposeAsync(new MemoryStream());")]
    [InlineData("AuditAsync(1).Wait();")]
    [InlineData("_ = await CountAsync();")]
    [InlineData("_ = AuditInAsync(LlmTrace.Current);")]
    [InlineData("var trace = LlmTrace.Current; _ = Task.Run(() => AuditInAsync(trace));")]
    [InlineData("var trace = LlmTrace.Current; _ = Task.Run(async () => { using var scope = trace?.Use(); await AuditAsync(1); });")]
    [InlineData("_ = AuditOwnAsync();")]
    [InlineData("_ = http.Response.CompleteAsync();")]
    [InlineData("_ = new CancellationTokenSource().CancelAsync();")]
    [InlineData("_ = Task.Delay(1);")]
    [InlineData("_ = Task.CompletedTask;")]
    [InlineData("AuditAsync(1).ContinueWith(done => Console.WriteLine(done.Exception));")]
    [InlineData("List<Task> all = []; all.Add(AuditAsync(1));")]
    [InlineData("AuditAsync(1).ContinueWith(done => done.IsFaulted ? 1 : 0).ConfigureAwait(false);")]
    [InlineData("AuditAsync(1).ContinueWith(Report); static void Report(Task done) { }")]
    [InlineData("var trace = LlmTrace.Current; _ = AuditAsync(1).ContinueWith(_ => { using var scope = trace?.Use(); });")]
    [InlineData("await Task.WhenAny(AuditAsync(1), AuditAsync(2));")]
    [InlineData("var all = Task.WhenAll(AuditAsync(1), AuditAsync(2)); await all;")]
    [InlineData("_ = Task.WhenAll(AuditInAsync(LlmTrace.Current), AuditOwnAsync());")]
    [InlineData("_ = Task.WhenAll(Task.Delay(1), Task.CompletedTask);")]
    [InlineData("var running = AuditAsync(1); Action later = () => running.Wait();")]
    [InlineData("var running = AuditInAsync(LlmTrace.Current);")]
    [InlineData("var delay = Task.Delay(1);")]
    [InlineData("var count = await CountAsync();")]
    [InlineData("using var running = AuditAsync(1);")]
    public Task Leaves_alone(string statements) => Verify.VerifyAnalyzerAsync(TracedRoute.WithStatements(statements, Members));

    [Theory]
    [InlineData("Task Prefetch() => _running = AuditAsync(1);")]
    [InlineData("Task Prefetch() => _running ??= AuditAsync(1);")]
    [InlineData("Task Prefetch() { _running = AuditAsync(1); return _running; }")]
    [InlineData("Task Prefetch() { var task = AuditAsync(1); _running = task; return task; }")]
    [InlineData("Task Prefetch() { var task = _running = AuditAsync(1); return task.ConfigureAwait(false) is var _ ? task : task; }")]
    [InlineData("Task Prefetch() { if (_running is { IsCompleted: false }) { return _running; } _running = AuditAsync(1); return _running; }")]
    [InlineData("async Task Prefetch() { _running = AuditAsync(1); await _running.ConfigureAwait(false); }")]
    [InlineData("readonly System.Collections.Concurrent.ConcurrentDictionary<int, Task> _all = new(); Task Prefetch() => _all.GetOrAdd(1, AuditAsync);")]
    [InlineData("readonly Dictionary<int, Task> _all = new(); Task Prefetch() => _all[1] = AuditAsync(1);")]
    [InlineData("readonly List<Task> _all = []; Task Prefetch() { var task = AuditAsync(1); _all.Add(task); return task; }")]
    [InlineData("readonly Lazy<Task> _all = new(() => Task.CompletedTask); Task Prefetch() => _all.Value;")]
    public Task Leaves_a_task_alone_that_the_callee_keeps(string member) => Verify.VerifyAnalyzerAsync(TracedRoute.WithStatements("_ = Prefetch();", Members + member));

    [Theory]
    [InlineData("Task Prefetch() { _running = Task.CompletedTask; return AuditAsync(1); }")]
    [InlineData("Task Prefetch() { var all = new List<Task>(); var task = AuditAsync(1); all.Add(task); return task; }")]
    [InlineData("async Task Prefetch() { _running = Task.CompletedTask; await AuditAsync(1); }")]
    public Task Flags_a_task_that_the_callee_loses(string member) => Verify.VerifyAnalyzerAsync(TracedRoute.WithStatements("_ = [|Prefetch()|];", Members + member));

    [Theory]
    [InlineData("var items = Channel.CreateUnbounded<int>(); _ = ProduceAsync(items.Writer); await foreach (var item in items.Reader.ReadAllAsync()) { }")]
    [InlineData("var items = Channel.CreateUnbounded<int>(); var reader = items.Reader; _ = ProduceAsync(items.Writer); while (await reader.WaitToReadAsync()) { }")]
    [InlineData("var items = Channel.CreateUnbounded<int>(); _ = Task.Run(() => ProduceAsync(items)); await items.Reader.Completion;")]
    [InlineData("var items = Channel.CreateUnbounded<int>(); _ = FillAsync(); await ReadAsync(items.Reader); async Task FillAsync() { await Task.Yield(); items.Writer.Complete(); }")]
    [InlineData("var done = new TaskCompletionSource(); _ = Task.Run(async () => { await AuditAsync(1); done.SetResult(); }); await done.Task;")]
    [InlineData("using var done = new SemaphoreSlim(0); _ = Task.Run(async () => { await AuditAsync(1); done.Release(); }); await done.WaitAsync();")]
    [InlineData("using var left = new CountdownEvent(2); _ = Task.Run(() => left.Signal()); _ = Task.Run(() => left.Signal()); left.Wait();")]
    public Task Leaves_work_alone_whose_end_is_awaited(string statements) => Verify.VerifyAnalyzerAsync(Signalled(statements));

    [Theory]
    [InlineData("var items = Channel.CreateUnbounded<int>(); await foreach (var item in items.Reader.ReadAllAsync()) { } _ = [|ProduceAsync(items.Writer)|];")]
    [InlineData("var items = Channel.CreateUnbounded<int>(); var others = Channel.CreateUnbounded<int>(); _ = [|ProduceAsync(items.Writer)|]; await others.Reader.Completion;")]
    [InlineData("using var slots = new SemaphoreSlim(4); await slots.WaitAsync(); _ = [|Task.Run(async () => { await AuditAsync(1); slots.Release(); })|];")]
    [InlineData("var done = new TaskCompletionSource(); _ = [|Task.Run(async () => { await AuditAsync(1); done.SetResult(); })|];")]
    public Task Flags_work_whose_signal_nobody_awaits(string statements) => Verify.VerifyAnalyzerAsync(Signalled(statements));

    [Theory]
    [InlineData("using (LlmTrace.Current?.Use()) { _ = AuditAsync(1); }", true)]
    [InlineData("using var scope = LlmTrace.Current?.Use(); _ = AuditAsync(1);", true)]
    [InlineData("using (ExecutionContext.SuppressFlow()) { using (LlmTrace.Current?.Use()) { _ = [|AuditAsync(1)|]; } }", false)]
    [InlineData("_ = [|AuditAsync(1)|]; using var scope = LlmTrace.Current?.Use();", false)]
    [InlineData("using (new MemoryStream()) { _ = [|AuditAsync(1)|]; }", false)]
    public Task Reads_the_scope_around_the_start(string statements, bool isTraced)
    {
        Assert.Equal(isTraced, !statements.Contains("[|", StringComparison.Ordinal));
        return Verify.VerifyAnalyzerAsync(TracedRoute.WithStatements(statements, Members));
    }

    [Fact]
    public Task Says_the_path() => Verify.VerifyAnalyzerAsync(
        TracedRoute.WithStatements("Start();", Members + " void Start() => Go(); void Go() { _ = {|#0:AuditAsync(1)|}; }"),
        Verify.Diagnostic().WithLocation(0).WithMessage(
            "The task of 'AuditAsync' is neither awaited nor given the trace; await it or call 'LlmTrace.Use()' in it (Gateway.HandleAsync → Gateway.Start → Gateway.Go)"));

    [Theory]
    [InlineData("_ = [|AuditAsync(1)|];", "await AuditAsync(1);")]
    [InlineData("_ = [|Task.Run(() => AuditAsync(1))|];", "await Task.Run(() => AuditAsync(1));")]
    [InlineData("_ = [|AuditAsync(1)|]; _ = [|AuditAsync(2)|];", "await AuditAsync(1); await AuditAsync(2);")]
    [InlineData("_ = [|AuditAsync(1).ConfigureAwait(false)|];", "await AuditAsync(1).ConfigureAwait(false);")]
    [InlineData("var running = [|AuditAsync(1)|]; Task other = [|AuditAsync(2)|];", "await AuditAsync(1); await AuditAsync(2);")]
    [InlineData("_ = [|Task.WhenAll(AuditAsync(1), AuditAsync(2))|];", "await Task.WhenAll(AuditAsync(1), AuditAsync(2));")]
    [InlineData("[|AuditAsync(1).ContinueWith(_ => Console.WriteLine())|];", "await AuditAsync(1).ContinueWith(_ => Console.WriteLine());")]
    public Task Fixes_with_await(string statements, string fixedStatements) => new RuleFixTest<UnobservedTask, UnobservedTaskFix>
    {
        TestCode = TracedRoute.WithStatements(statements, Members),
        FixedCode = TracedRoute.WithStatements(fixedStatements, Members),
        CodeActionEquivalenceKey = "await",
    }.RunAsync();

    [Theory]
    [InlineData("_ = [|Task.Run(() => AuditAsync(1))|];", "_ = Task.Run(async () =>\n        {\n            using var scope = trace?.Use();\n            await AuditAsync(1);\n        });")]
    [InlineData("_ = [|Task.Run(static () => Console.WriteLine())|];", "_ = Task.Run(() =>\n        {\n            using var scope = trace?.Use();\n            Console.WriteLine();\n        });")]
    [InlineData("_ = [|Task.Run(() => CountOfAsync(1))|];", "_ = Task.Run(async () =>\n        {\n            using var scope = trace?.Use();\n            return await CountOfAsync(1);\n        });")]
    [InlineData("Task<int> running = [|Task.Run(() => CountOfAsync(1))|];", "Task<int> running = Task.Run(async () =>\n        {\n            using var scope = trace?.Use();\n            return await CountOfAsync(1);\n        });")]
    [InlineData("_ = [|Task.Run(() => http.Items.Count)|];", "_ = Task.Run(() =>\n        {\n            using var scope = trace?.Use();\n            return http.Items.Count;\n        });")]
    [InlineData("_ = [|Task.Run(async () => await AuditAsync(1), http.RequestAborted).ConfigureAwait(false)|];", "_ = Task.Run(async () =>\n        {\n            using var scope = trace?.Use();\n            await AuditAsync(1);\n        }, http.RequestAborted).ConfigureAwait(false);")]
    [InlineData("_ = [|Task.Run(StoreOneAsync)|];", "_ = Task.Run(async () =>\n        {\n            using var scope = trace?.Use();\n            await StoreOneAsync();\n        });")]
    [InlineData("_ = [|Task.Factory.StartNew(state => Console.WriteLine(state), http)|];", "_ = Task.Factory.StartNew(state =>\n        {\n            using var scope = trace?.Use();\n            Console.WriteLine(state);\n        }, http);")]
    [InlineData("_ = [|Task.Run(() =>\n        {\n            var scope = 1;\n            Console.WriteLine(scope);\n        })|];", "_ = Task.Run(() =>\n        {\n            using (trace?.Use())\n            {\n                var scope = 1;\n                Console.WriteLine(scope);\n            }\n        });")]
    [InlineData("_ = [|Task.Run(() =>\n        {\n            Console.WriteLine();\n            return AuditAsync(1);\n        })|];", "_ = Task.Run(async () =>\n        {\n            using var scope = trace?.Use();\n            Console.WriteLine();\n            await AuditAsync(1);\n        });")]
    [InlineData("_ = [|Task.Run(async () =>\n        {\n            await AuditAsync(1);\n        })|];", "_ = Task.Run(async () =>\n        {\n            using var scope = trace?.Use();\n            await AuditAsync(1);\n        });")]
    public Task Captures_the_trace_first(string statement, string fixedStatement) => Verify.VerifyCodeFixAsync(
        TracedRoute.WithStatements(statement, Members + Others),
        TracedRoute.WithStatements($"var trace = LlmTrace.Current;\n        {fixedStatement}", Members + Others));

    [Theory]
    [InlineData("_ = [|AuditAsync(1)|];", "using (LlmTrace.Current?.Use())\n        {\n            _ = AuditAsync(1);\n        }")]
    [InlineData("[|AuditAsync(1).ConfigureAwait(false)|];", "using (LlmTrace.Current?.Use())\n        {\n            AuditAsync(1).ConfigureAwait(false);\n        }")]
    [InlineData("var running = [|AuditAsync(1)|];", "using (LlmTrace.Current?.Use())\n        {\n            var running = AuditAsync(1);\n        }")]
    [InlineData("_ = [|Task.WhenAll(AuditAsync(1), AuditAsync(2))|];", "using (LlmTrace.Current?.Use())\n        {\n            _ = Task.WhenAll(AuditAsync(1), AuditAsync(2));\n        }")]
    [InlineData("if (http.Items.Count > 1)\n            _ = [|AuditAsync(1)|];", "if (http.Items.Count > 1)\n            using (LlmTrace.Current?.Use())\n            {\n                _ = AuditAsync(1);\n            }")]
    [InlineData("new List<int>().ForEach(number => [|AuditAsync(number)|]);", "new List<int>().ForEach(number =>\n        {\n            using (LlmTrace.Current?.Use())\n            {\n                AuditAsync(number);\n            }\n        });")]
    [InlineData("Start(); void Start() => _ = [|AuditAsync(1)|];", "Start(); void Start()\n        {\n            using (LlmTrace.Current?.Use())\n            {\n                _ = AuditAsync(1);\n            }\n        }")]
    [InlineData("Start(); static void Start() => [|new HttpClient().GetAsync(\"x\")|];", "Start(); static void Start()\n        {\n            using (LlmTrace.Current?.Use())\n            {\n                new HttpClient().GetAsync(\"x\");\n            }\n        }")]
    public Task Starts_other_work_in_the_trace(string statement, string fixedStatement) => Verify.VerifyCodeFixAsync(
        TracedRoute.WithStatements(statement, Members + Others), TracedRoute.WithStatements(fixedStatement, Members + Others));

    [Fact]
    public Task Fixes_several_in_one_pass() => Verify.VerifyCodeFixAsync(
        TracedRoute.WithStatements(
            """
            var scope = 1;
                    _ = [|Task.Run(() => AuditAsync(scope))|];
                    if (scope > 1)
                    {
                        _ = [|Task.Run(() => AuditAsync(2))|];
                    }

                    Start();
                    static void Start()
                    {
                        _ = [|Task.Run(() => Console.WriteLine())|];
                    }
            """,
            Members),
        TracedRoute.WithStatements(
            """
            var scope = 1;
                    var trace = LlmTrace.Current;
                    _ = Task.Run(async () =>
                    {
                        using (trace?.Use())
                        {
                            await AuditAsync(scope);
                        }
                    });
                    if (scope > 1)
                    {
                        _ = Task.Run(async () =>
                        {
                            using (trace?.Use())
                            {
                                await AuditAsync(2);
                            }
                        });
                    }

                    Start();
                    static void Start()
                    {
                        var trace2 = LlmTrace.Current;
                        _ = Task.Run(() =>
                        {
                            using (trace2?.Use())
                            {
                                Console.WriteLine();
                            }
                        });
                    }
            """,
            Members));

    [Fact]
    public Task Leaves_other_names_alone() => Verify.VerifyCodeFixAsync(
        TracedRoute.WithStatements("var trace = \"x\";\n        _ = [|Task.Run(() => Console.WriteLine(trace))|];", Members),
        TracedRoute.WithStatements("var trace = \"x\";\n        var trace2 = LlmTrace.Current;\n        _ = Task.Run(() =>\n        {\n            using var scope = trace2?.Use();\n            Console.WriteLine(trace);\n        });", Members));

    [Theory]
    [InlineData("_ = [|Task.Run(() => AuditAsync(1))|];", "var trace = LlmTrace.Current;\n            _ = Task.Run(async () =>\n            {\n                using var scope = trace?.Use();\n                await AuditAsync(1);\n            });")]
    [InlineData("_ = [|AuditAsync(1)|];", "_ = [|AuditAsync(1)|];")]
    public async Task Never_awaits_where_the_flow_is_suppressed(string statement, string fixedStatement)
    {
        static string Suppressed(string statement) => TracedRoute.WithStatements($"using (ExecutionContext.SuppressFlow())\n        {{\n            {statement}\n        }}", Members);

        await Verify.VerifyCodeFixAsync(Suppressed(statement), Suppressed(fixedStatement));
        await new RuleFixTest<UnobservedTask, UnobservedTaskFix> { TestCode = Suppressed(statement), FixedCode = Suppressed(statement), CodeActionEquivalenceKey = "await" }.RunAsync();
    }

    [Theory]
    [InlineData("Start(); void Start() { _ = [|AuditAsync(1)|]; }")]
    [InlineData("new List<int>().ForEach(number => [|AuditAsync(number)|]);")]
    [InlineData("Action<int> audit = number => _ = [|AuditAsync(number)|]; audit(1);")]
    public Task Never_awaits_where_await_is_impossible(string statements)
    {
        var code = TracedRoute.WithStatements(statements, Members);
        return new RuleFixTest<UnobservedTask, UnobservedTaskFix> { TestCode = code, FixedCode = code, CodeActionEquivalenceKey = "await" }.RunAsync();
    }

    private const string Others = """

            static Task<int> CountOfAsync(int status) => Task.FromResult(status);
            static async Task StoreOneAsync() { await Task.Yield(); }
        """;

    private static string Signalled(string statements) => "using System.Threading.Channels;\n" + TracedRoute.WithStatements(
        statements,
        Members + """

            static async Task ProduceAsync(ChannelWriter<int> items) { await Task.Yield(); items.Complete(); }
            static async Task ReadAsync(ChannelReader<int> items) { await items.Completion; }
        """);
}
