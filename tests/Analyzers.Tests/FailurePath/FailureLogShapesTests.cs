using TracedLlm.Analyzers.FailurePath;
using TracedLlm.Testing.Roslyn;

namespace TracedLlm.Analyzers.Tests.FailurePath;

/// <summary>TLM2001 in the manners in which gateways log their failures.</summary>
public class FailureLogShapesTests
{
    private const string Types = """

        class HttpException(string message) : Exception(message) { public int Status => 500; }
        class BlockedException(string message) : Exception(message);
        class BudgetException(string message) : Exception(message);
        """;

    // The graph of a lambda is inside a region of the graph around it, and that graph has more blocks.
    [Fact]
    public Task Reads_a_rethrow_in_a_lambda_inside_a_try() => VerifyAsync(Gateway("""
        var n = 0;
        if (http.Request.Headers.Count > 3) { n++; } else if (http.Request.Headers.Count > 5) { n--; }
        for (var i = 0; i < n; i++) { if (i == 7) break; }
        try { await Once(async () => { try { Check(http); } catch (BlockedException) { throw; } await Task.Yield(); }); }
        catch (Exception e) { Record(e); throw; }

        static async Task Once(Func<Task> work) => await work();
        static void Check(HttpContext c) { if (c.Request.ContentLength == 0) throw new BlockedException("empty"); }
        """, "[FailureLoggingPath] static void Record(Exception e) => Console.WriteLine(e);"));

    // The clauses around the work of one handler; Record is marked.
    [Theory]
    [InlineData("catch ([|HttpException|] e) { Record(e); throw; }")]
    [InlineData("catch ([|HttpException|] e) { Record(e); http.Response.StatusCode = e.Status; }")]
    [InlineData("catch ([|HttpException|] e) { Record(e); } catch (Exception) { http.Response.StatusCode = 500; }")]
    [InlineData("catch (Exception e) when ([|e is HttpException|]) { Record(e); throw; }")]
    [InlineData("catch (Exception e) when ([|e is HttpException or TimeoutException|]) { Record(e); throw; }")]
    [InlineData("catch (Exception e) when (IsKnown(e)) { Record(e); throw; } static bool IsKnown(Exception e) => [|e is HttpException|];")]
    [InlineData("catch (Exception e) when (Known(e)) { Record(e); throw; }", "static readonly Func<Exception, bool> Known = e => [|e is HttpException|];")]
    [InlineData("catch (Exception e) when (Known(e)) { Record(e); throw; }", "static Predicate<Exception> Known { get; } = IsKnown; static bool IsKnown(Exception e) => [|e is HttpException|];")]
    [InlineData("catch (Exception e) { Func<Exception, bool> known = x => [|x is HttpException|]; if (known(e)) Record(e); throw; }")]
    [InlineData("catch (Exception e) when (!IsUnknown(e)) { Record(e); throw; } static bool IsUnknown(Exception e) { if ([|e is HttpException|]) return false; return true; }")]
    [InlineData("catch (Exception e) { if ([|e is HttpException|]) Record(e); throw; }")]
    [InlineData("catch (Exception e) { if ([|e is HttpException|]) { Record(e); } http.Response.StatusCode = 500; }")]
    [InlineData("catch (Exception e) { switch (e) { case [|HttpException|]: Record(e); break; } throw; }")]
    [InlineData("catch (Exception e) { var isKnown = [|e is HttpException|]; if (isKnown) Record(e); throw; }")]
    [InlineData("catch (Exception e) { if ([|e is not HttpException|]) { http.Response.StatusCode = 500; return; } Record(e); }")]
    [InlineData("catch (Exception e) { if ([|e is HttpException|]) Record(e); await http.Response.WriteAsync(e.Message); }")]
    [InlineData("catch (Exception e) { if ([|e is HttpException|]) await RecordLaterAsync(e); throw; } Task RecordLaterAsync(Exception e) { Record(e); return Task.CompletedTask; }")]
    [InlineData("catch ([|BlockedException|]) { throw; } catch (Exception e) { Record(e); throw; }")]
    [InlineData("catch (Exception e) when ([|e.GetType() != typeof(BlockedException)|]) { Record(e); throw; }")]
    [InlineData("catch (Exception e) { switch (e) { case [|BlockedException|]: http.Response.StatusCode = 400; break; default: Record(e); break; } }")]
    [InlineData("catch (Exception e) { if ([|e is BlockedException|]) { http.Response.StatusCode = 400; return; } Record(e); }")]
    [InlineData("catch (Exception e) { if ([|e is BlockedException|]) { await http.Response.WriteAsync(e.Message); } else { Record(e); } }")]
    [InlineData("catch (Exception e) { switch (e) { case [|BlockedException or TimeoutException|]: http.Response.StatusCode = 400; return; } Record(e); }")]
    [InlineData("catch (Exception e) { if ([|e.GetType() == typeof(BlockedException)|]) { http.Response.StatusCode = 400; return; } Record(e); }")]
    public Task Flags_a_narrowed_clause(string clauses, string members = "") => VerifyAsync(Gateway($$"""
        try { throw new BlockedException("b"); }
        {{clauses}}
        """, "[FailureLoggingPath] static void Record(Exception e) => Console.WriteLine(e);" + members));

    [Theory]
    [InlineData("catch (Exception e) { Record(e); throw; }")]
    [InlineData("catch { Record(null); throw; }")]
    [InlineData("catch (BlockedException e) { Record(e); throw; }")]
    [InlineData("catch (HttpException e) { Record(e); } catch (BlockedException e) { Record(e); }")]
    [InlineData("catch (HttpException e) { Record(e); } catch (Exception e) { Console.WriteLine(e); http.Response.StatusCode = 500; }")]
    [InlineData("catch (BlockedException) { http.Response.StatusCode = 400; } catch (Exception e) { Record(e); throw; }")]
    [InlineData("catch (BlockedException e) { throw new HttpException(e.Message); } catch (Exception e) { Record(e); throw; }")]
    [InlineData("catch (Exception e) when (e.Message.Length > 3) { Record(e); throw; }")]
    [InlineData("catch (Exception e) when (Known(e)) { Record(e); throw; }", "static readonly Func<Exception, bool> Known = e => e is HttpException or BlockedException;")]
    [InlineData("catch (Exception e) when (Known(e)) { Record(e); throw; }", "static Func<Exception, bool> Known = e => e is HttpException; static void Widen() => Known = e => true;")]
    [InlineData("catch (Exception e) { Func<Exception, bool> known = x => x is HttpException; known = x => true; if (known(e)) Record(e); throw; }")]
    [InlineData("catch (Exception e) when (e is HttpException || http.Items.Count > 1) { Record(e); throw; }")]
    [InlineData("catch (Exception e) { if (e is OperationCanceledException) return; Record(e); }")]
    [InlineData("catch (Exception e) { var status = e is HttpException known ? known.Status : 500; Record(e); http.Response.StatusCode = status; }")]
    [InlineData("catch (Exception e) { switch (e) { case HttpException: Record(e); break; default: Record(e); break; } throw; }")]
    [InlineData("catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested) { } catch (Exception e) { Record(e); throw; }")]
    [InlineData("catch (Exception e) { if (e is BlockedException) { Console.Error.WriteLine(e); http.Response.StatusCode = 400; return; } Record(e); }")]
    [InlineData("catch (Exception e) { if (e is BlockedException) { LlmTrace.Current?.RecordException(e); http.Response.StatusCode = 400; return; } Record(e); }")]
    [InlineData("catch (Exception e) { Record(e); if (e is BlockedException) { http.Response.StatusCode = 400; return; } http.Response.StatusCode = 500; }")]
    [InlineData("catch (Exception e) { if (e is BlockedException) { Record(e); http.Response.StatusCode = 400; return; } Record(e); throw; }")]
    [InlineData("catch (Exception e) { failure = e; } if (failure is not null) { Record(failure); }")]
    [InlineData("catch (HttpException) { Console.WriteLine(); } finally { Record(null); }")]
    public Task Leaves_a_clause_alone(string clauses, string members = "") => VerifyAsync(Gateway($$"""
        Exception? failure = null;
        try { if (failure is null) throw new BlockedException("b"); }
        {{clauses}}
        """, "[FailureLoggingPath] static void Record(Exception? e) => Console.WriteLine(e);" + members));

    [Theory]
    [InlineData("catch (Exception e) { failure = e; } if ([|failure is HttpException|]) { Record(failure); }")]
    public Task Follows_the_exception_out_of_its_clause(string clauses) => VerifyAsync(Gateway($$"""
        Exception? failure = null;
        try { throw new BlockedException("b"); }
        {{clauses}}
        """, "[FailureLoggingPath] static void Record(Exception? e) => Console.WriteLine(e);"));

    // Middleware around all routes; the attribute is on InvokeAsync, or on the method that it calls.
    [Theory]
    [InlineData("catch ([|HttpException|] e) { LOG; }")]
    [InlineData("catch ([|HttpException|] e) { LOG; throw; }")]
    [InlineData("catch (Exception e) when ([|e is HttpException or TimeoutException|]) { LOG; }")]
    [InlineData("catch (Exception e) when (ShouldHandle(e)) { LOG; }")]
    [InlineData("catch (Exception e) { if ([|e is HttpException|]) { LOG; } http.Response.StatusCode = 500; await http.Response.WriteAsync(e.Message); }")]
    [InlineData("catch (Exception e) { if ([|e is not HttpException|]) { http.Response.StatusCode = 500; return; } LOG; http.Response.StatusCode = 502; }")]
    [InlineData("catch (Exception e) { switch (e) { case [|HttpException|]: LOG; break; case TimeoutException: LOG; break; } await AnswerAsync(http, e); }")]
    [InlineData("catch (Exception e) { var isKnown = [|e is HttpException|] || e is TimeoutException; if (isKnown) { LOG; } await AnswerAsync(http, e); }")]
    public Task Flags_narrowed_middleware(string clauses) => VerifyMiddlewareAsync(clauses);

    [Theory]
    [InlineData("catch (Exception e) { LOG; }")]
    [InlineData("catch (HttpException e) { LOG; } catch (Exception e) { LOG; throw; }")]
    [InlineData("catch (Exception e) { http.Response.StatusCode = e is HttpException known ? known.Status : 500; LOG; }")]
    [InlineData("catch (Exception e) { var (status, title) = e switch { HttpException => (502, \"provider\"), _ => (500, \"gateway\") }; http.Response.StatusCode = status; LOG; await http.Response.WriteAsync(title); }")]
    [InlineData("catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested) { http.Response.StatusCode = 499; } catch (Exception e) { LOG; }")]
    [InlineData("catch (Exception e) when (!http.Response.HasStarted) { LOG; }")]
    public Task Leaves_middleware_alone(string clauses) => VerifyMiddlewareAsync(clauses);

    // The clause of the middleware takes everything, and a private method of it decides what is logged.
    [Theory]
    [InlineData("if ([|exception is not BlockedException|]) logger.LogError(exception, \"failed {Id}\", id); http.Response.StatusCode = StatusOf(exception); await http.Response.WriteAsync(\"x\");")]
    [InlineData("if ([|exception is BlockedException or HttpException|]) { return; } logger.LogError(exception, \"failed {Id}\", id); http.Response.StatusCode = StatusOf(exception);")]
    [InlineData("if ([|exception is BlockedException|]) { http.Response.StatusCode = 400; return; } logger.LogError(exception, \"failed {Id}\", id); http.Response.StatusCode = StatusOf(exception);")]
    [InlineData("switch (exception) { case [|BlockedException|]: case TimeoutException: break; default: logger.LogError(exception, \"failed {Id}\", id); break; } http.Response.StatusCode = StatusOf(exception);")]
    [InlineData("if ([|exception is HttpException|]) { logger.LogError(exception, \"failed {Id}\", id); } http.Response.StatusCode = StatusOf(exception); await http.Response.WriteAsync(\"x\");")]
    [InlineData("logger.LogError(exception, \"failed {Id}\", id); http.Response.StatusCode = StatusOf(exception); await http.Response.WriteAsync(\"x\");")]
    public Task Judges_a_private_method_of_marked_middleware(string body) => VerifyAsync(Gateway("throw new BlockedException(\"b\");") + $$"""

        class Failures(RequestDelegate next, ILogger<Failures> logger)
        {
            [FailureLoggingPath]
            public async Task InvokeAsync(HttpContext http)
            {
                try { await next(http); }
                catch (Exception exception) { await HandleExceptionAsync(http, exception); }
            }

            private async Task HandleExceptionAsync(HttpContext http, Exception exception)
            {
                await Task.Yield();
                var id = http.Items["CorrelationId"] as string ?? "unknown";
                {{body}}
            }

            private static int StatusOf(Exception exception) => exception switch { HttpException known => known.Status, TimeoutException => 504, _ => 500 };
        }
        """);

    // The answer is an object that the code fills behind its tests. Only what is written out of it counts.
    [Theory]
    [InlineData("if ([|exception is not BlockedException|]) { LOG } var problem = Describe(exception, id);")]
    [InlineData("switch (exception) { case [|BlockedException|]: case TimeoutException: break; default: LOG break; } var problem = Describe(exception, id);")]
    [InlineData("if ([|exception is not (BlockedException or TimeoutException)|]) LOG var problem = new Problem { Title = exception.GetType().Name, Extensions = { [\"id\"] = id, [\"trace\"] = exception.StackTrace } };")]
    [InlineData("if ([|exception is not BlockedException|]) LOG var problem = new Problem(); if (exception is HttpException http500) { problem.Extensions[\"status\"] = http500.Status; problem.Extensions[\"id\"] = id; }")]
    [InlineData("if ([|exception is not BlockedException|]) LOG var problem = new Problem(); problem.Extensions.Add(\"id\", id); problem.Extensions.TryAdd(\"trace\", exception.StackTrace);")]
    [InlineData("if ([|exception is not BlockedException|]) LOG var text = new System.Text.StringBuilder(); text.Append(id).Append(exception.Message); var problem = new Problem { Title = text.ToString() };")]
    [InlineData("LOG var problem = Describe(exception, id);")]
    [InlineData("LOG var problem = new Problem(); if (exception is HttpException) { problem.Extensions[\"id\"] = id; }")]
    [InlineData("if (exception is not BlockedException) LOG var problem = new Problem(); problem.Extensions.Add(\"id\", exception.Message); if (exception is BlockedException) logger.LogWarning(\"blocked {Problem}\", problem);")]
    [InlineData("if (exception is not BlockedException) LOG var problem = new Problem(); _failures[\"last\"] = exception;")]
    [InlineData("if (exception is not BlockedException) LOG var problem = new Problem(); var failures = _failures; failures.Add(\"last\", exception);")]
    public Task Judges_marked_middleware_that_fills_an_answer(string body) => VerifyAsync(Gateway("throw new BlockedException(\"b\");") + $$"""

        class Problem { public string Title { get; set; } = ""; public Dictionary<string, object?> Extensions { get; set; } = []; }
        class Failures(RequestDelegate next, ILogger<Failures> logger)
        {
            private readonly Dictionary<string, object?> _failures = [];

            [FailureLoggingPath]
            public async Task InvokeAsync(HttpContext http)
            {
                try { await next(http); }
                catch (Exception exception) { await HandleExceptionAsync(http, exception); }
            }

            private async Task HandleExceptionAsync(HttpContext http, Exception exception)
            {
                var id = http.Items["CorrelationId"] as string ?? "unknown";
                {{body.Replace("LOG", "logger.LogError(exception, \"failed {Id}\", id);", StringComparison.Ordinal)}}
                http.Response.ContentType = "application/problem+json";
                http.Response.StatusCode = problem.Title.Length > 0 ? 502 : 500;
                await http.Response.WriteAsync(System.Text.Json.JsonSerializer.Serialize(problem));
            }

            private Problem Describe(Exception exception, string id)
            {
                return exception switch
                {
                    HttpException => new Problem { Title = "provider", Extensions = { ["id"] = id } },
                    BlockedException => new Problem { Title = "blocked", Extensions = { ["id"] = id } },
                    _ => new Problem { Title = "gateway", Extensions = { ["id"] = id } },
                };
            }
        }
        """);

    [Fact]
    public Task Middleware_in_a_lambda_can_be_marked() => VerifyAsync(Gateway("throw new BlockedException(\"b\");") + """
        static class Startup
        {
            public static void Use(WebApplication app) => app.Use([FailureLoggingPath] async (http, next) =>
            {
                try { await next(http); }
                catch ([|HttpException|] e) { app.Logger.LogError(e, "failed"); http.Response.StatusCode = 502; }
            });
        }
        """);

    [Fact]
    public Task An_inner_marked_method_is_judged_in_the_lambda_that_calls_it() => VerifyAsync(Gateway("throw new BlockedException(\"b\");") + """
        static class Startup
        {
            public static void Use(WebApplication app) => app.Use(async (http, next) =>
            {
                try { await next(http); }
                catch (Exception e) when ([|e is HttpException|]) { Record(e); throw; }
            });

            [FailureLoggingPath] private static void Record(Exception e) => Console.WriteLine(e);
        }
        """);

    [Theory]
    [InlineData("if ([|exception is not HttpException|]) { return false; } logger.LogError(exception, \"failed\"); await http.Response.WriteAsync(\"x\"); return true;")]
    [InlineData("if ([|exception is BlockedException|]) { http.Response.StatusCode = 400; await Task.Yield(); return true; } logger.LogError(exception, \"failed\"); return true;")]
    [InlineData("if ([|exception is HttpException|]) { logger.LogError(exception, \"failed\"); } await http.Response.WriteAsync(exception.Message); return true;")]
    [InlineData("var status = exception switch { HttpException known => known.Status, _ => 0 }; if ([|exception is HttpException|]) { logger.LogError(exception, \"failed\"); } http.Response.StatusCode = status; await Task.Yield(); return true;")]
    public Task Flags_a_narrowed_exception_handler(string body) => VerifyAsync(Gateway("throw new BlockedException(\"b\");") + Handler("[FailureLoggingPath]", body));

    [Theory]
    [InlineData("logger.LogError(exception, \"failed\"); await http.Response.WriteAsync(\"x\"); return true;")]
    [InlineData("if (exception is HttpException known) { http.Response.StatusCode = known.Status; } else { http.Response.StatusCode = 500; } logger.LogError(exception, \"failed\"); await Task.Yield(); return true;")]
    public Task Leaves_an_exception_handler_alone(string body) => VerifyAsync(Gateway("throw new BlockedException(\"b\");") + Handler("[FailureLoggingPath]", body));

    [Fact]
    public Task Each_way_is_judged_by_the_log_that_it_passes() => VerifyAsync(Gateway("""
        try { throw new BlockedException("b"); }
        catch (Exception e) { Record(e); throw; }
        """, "[FailureLoggingPath] static void Record(Exception e) => Console.WriteLine(e);") + """
        partial class Chat
        {
            [TracedLlmRoute(LlmApi.ChatCompletions)]
            public async Task HandleAsync(HttpContext http)
            {
                await Task.Yield();
                try { throw new BlockedException("c"); }
                catch (Exception e) { if ([|e is HttpException|]) { Log(e); } throw; }
            }

            [FailureLoggingPath] private static void Log(Exception e) => Console.WriteLine(e);
        }
        """);

    [Fact]
    public Task A_log_of_one_controller_is_not_held_against_the_throws_of_others() => VerifyAsync(Gateway("throw new BlockedException(\"b\");") + """
        partial class Chat
        {
            [TracedLlmRoute(LlmApi.ChatCompletions)]
            public async Task HandleAsync(HttpContext http)
            {
                await Task.Yield();
                try { await http.Response.WriteAsync("x"); }
                catch (Exception e) { if (e is HttpException) { Log(e); } throw; }
            }

            [FailureLoggingPath] private static void Log(Exception e) => Console.WriteLine(e);
        }
        """);

    [Fact]
    public Task A_log_that_no_route_passes_judges_nothing() => VerifyAsync(Gateway("throw new BlockedException(\"b\");") + """
        class Worker : Microsoft.Extensions.Hosting.BackgroundService
        {
            protected override async Task ExecuteAsync(CancellationToken stoppingToken)
            {
                try { await Task.Delay(1, stoppingToken); }
                catch (Exception e) { Log(e); }
            }

            [FailureLoggingPath] private static void Log(Exception e) { if (e is HttpException) Console.WriteLine(e); }
        }
        """);

    [Fact]
    public Task A_wrapped_exception_is_judged_by_its_own_type() => VerifyAsync(Gateway("""
        try { throw new BlockedException("b"); }
        catch (BlockedException e) { throw new BudgetException(e.Message); }
        """) + Middleware("[FailureLoggingPath]", "", "catch (Exception e) when ([|e is HttpException|]) { logger.LogError(e, \"failed\"); }"));

    [Fact]
    public Task A_wrapped_exception_can_have_an_accepted_type() => VerifyAsync(Gateway("""
        try { throw new BlockedException("b"); }
        catch (BlockedException e) { throw new HttpException(e.Message); }
        """) + Middleware("[FailureLoggingPath]", "", "catch (Exception e) when (e is HttpException) { logger.LogError(e, \"failed\"); }"));

    [Theory]
    [InlineData("var work = CheckAsync(); await Task.Yield(); await work;")]
    [InlineData("var work = CheckAsync(); await Task.WhenAll(work, Task.Delay(1));")]
    [InlineData("CheckAsync().GetAwaiter().GetResult();")]
    [InlineData("Retry(() => CheckAsync().GetAwaiter().GetResult()); static void Retry(Action run) { for (var i = 0; i < 3; i++) run(); }")]
    [InlineData("Func<Task> next = () => CheckAsync(); await next();")]
    [InlineData("await Task.WhenAll(new[] { 1, 2 }.Select(_ => CheckAsync()));")]
    [InlineData("foreach (var item in new[] { 1 }) { await CheckAsync(); }")]
    [InlineData("await GuardedAsync(() => CheckAsync()); static async Task GuardedAsync(Func<Task> run) { try { await run(); } catch (TimeoutException) { } }")]
    public Task Follows_tasks_and_delegates(string statements) => VerifyAsync(
        Gateway(statements, "static async Task CheckAsync() { await Task.Yield(); throw new BlockedException(\"b\"); }")
        + Middleware("[FailureLoggingPath]", "", "catch ([|HttpException|] e) { logger.LogError(e, \"failed\"); }"));

    [Theory]
    [InlineData("var work = CheckAsync(); await Task.Yield();")]
    [InlineData("await GuardedAsync(() => CheckAsync()); static async Task GuardedAsync(Func<Task> run) { try { await run(); } catch (Exception) { } }")]
    [InlineData("Func<Task> next = () => CheckAsync(); await Task.Yield();")]
    public Task Leaves_lost_tasks_alone(string statements) => VerifyAsync(
        Gateway(statements, "static async Task CheckAsync() { await Task.Yield(); throw new BlockedException(\"b\"); }")
        + Middleware("[FailureLoggingPath]", "", "catch (HttpException e) { logger.LogError(e, \"failed\"); }"));

    [Theory]
    [InlineData("[FailureLoggingPath] static void {|TLM2001:Record|}(Exception e) => Console.WriteLine(e);", "")]
    [InlineData("[FailureLoggingPath] static void Record(Exception e) => Console.WriteLine(e);", "catch (Exception e) { Record(e); throw; }")]
    [InlineData("[FailureLoggingPath] static void Record(Exception e) => Console.WriteLine(e); static readonly Action<Exception> Recorder = Record;", "")]
    [InlineData("[FailureLoggingPath] public virtual void Record(Exception e) => Console.WriteLine(e);", "")]
    [InlineData("[FailureLoggingPath] static Task {|TLM2001:AnswerAsync|}(HttpContext http, Exception e) => http.Response.WriteAsync(e.Message); readonly ILogger? _logger = null;", "catch (Exception e) { await AnswerAsync(http, e); }")]
    [InlineData("[FailureLoggingPath] static Task AnswerAsync(HttpContext http, Exception e) => http.Response.WriteAsync(e.Message);", "catch (Exception e) { await AnswerAsync(http, e); }")]
    [InlineData("[FailureLoggingPath] static Task AnswerAsync(HttpContext http, Exception e) { http.Items[\"failure\"] = e; return http.Response.WriteAsync(e.Message); }", "catch (Exception e) { await AnswerAsync(http, e); }")]
    [InlineData("[FailureLoggingPath] static Task AnswerAsync(HttpContext http, Exception e) => LogAndWriteAsync(http, e); static Task LogAndWriteAsync(HttpContext http, Exception e) => http.Response.WriteAsync(e.Message);", "catch (Exception e) { await AnswerAsync(http, e); }")]
    public Task Finds_logs_that_log_nothing(string log, string clause) => VerifyAsync(Gateway($"try {{ throw new BlockedException(\"b\"); }} {clause} finally {{ }}", log));

    // Without a marked method the shape shows the failure log. The finding is only information.
    [Theory]
    [InlineData("catch (Exception e) { if ([|e is HttpException|]) { logger.LogError(e, \"failed\"); } http.Response.StatusCode = 500; }", true)]
    [InlineData("catch ([|HttpException|] e) { logger.LogError(e, \"failed\"); http.Response.StatusCode = 500; }", true)]
    [InlineData("catch (Exception e) { logger.LogError(e, \"failed\"); http.Response.StatusCode = 500; }", false)]
    [InlineData("catch (HttpException) { http.Response.StatusCode = 500; }", false)]
    public async Task Finds_unmarked_middleware(string clauses, bool isFound)
    {
        var findings = await FindingsAsync(Gateway("throw new BlockedException(\"b\");") + Middleware("", "", clauses.Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal)));
        Assert.Equal(isFound ? ["Info"] : [], findings);
        await VerifyAsync(Gateway("throw new BlockedException(\"b\");") + Middleware("", "", clauses));
    }

    [Theory]
    [InlineData("if (exception is not HttpException) { return false; } logger.LogError(exception, \"failed\"); await Task.Yield(); return true;", true)]
    [InlineData("logger.LogError(exception, \"failed\"); await Task.Yield(); return true;", false)]
    [InlineData("if (exception is BlockedException) { http.Response.StatusCode = 400; return true; } logger.LogError(exception, \"failed\"); await Task.Yield(); return true;", false)]
    [InlineData("if (exception is HttpException) { logger.LogError(exception, \"failed\"); } await http.Response.WriteAsync(\"x\"); return true;", true)]
    public async Task Finds_unmarked_exception_handlers(string body, bool isFound) =>
        Assert.Equal(isFound ? ["Info"] : [], await FindingsAsync(Gateway("throw new BlockedException(\"b\");") + Handler("", body)));

    [Fact]
    public async Task Finds_unmarked_handlers_of_other_shapes()
    {
        var lambda = await FindingsAsync(Gateway("throw new BlockedException(\"b\");") + """
            static class Startup
            {
                public static void Use(WebApplication app) => app.UseExceptionHandler(errors => errors.Run(async http =>
                {
                    var error = http.Features.Get<Microsoft.AspNetCore.Diagnostics.IExceptionHandlerFeature>()?.Error;
                    if (error is HttpException) { app.Logger.LogError(error, "failed"); }
                    await http.Response.WriteAsync("x");
                }));
            }
            """);
        var filter = await FindingsAsync(Gateway("throw new BlockedException(\"b\");") + """
            class Filter(ILogger<Filter> logger) : Microsoft.AspNetCore.Mvc.Filters.ExceptionFilterAttribute
            {
                public override void OnException(Microsoft.AspNetCore.Mvc.Filters.ExceptionContext context)
                {
                    if (context.Exception is HttpException known) { logger.LogError(known, "failed"); }
                    context.ExceptionHandled = true;
                }
            }
            """);
        var log = await FindingsAsync(Gateway("throw new BlockedException(\"b\");") + """
            class FailureTable(ILogger<FailureTable> logger) : ILlmFailureLog
            {
                public void Log(LlmFailure failure)
                {
                    if (failure.Exception is not HttpException) return;
                    logger.LogError(failure.Exception, "failed");
                }
            }
            """);

        Assert.Equal(["Info", "Info", "Info"], [.. lambda, .. filter, .. log]);
    }

    [Fact]
    public Task A_marked_log_makes_the_shapes_of_others_irrelevant() => VerifyAsync(
        Gateway("try { await Task.Yield(); } catch (Exception e) { Record(e); throw; } throw new BlockedException(\"b\");", "[FailureLoggingPath] static void Record(Exception e) => Console.WriteLine(e);")
        + Middleware("", "", "catch (HttpException e) { logger.LogError(e, \"failed\"); }"));

    [Fact]
    public Task Follows_handlers_through_an_endpoint_base_class() => VerifyAsync("""
        static class Routes { public static void Map(WebApplication app, ChatEndpoint chat) => app.MapPost("/v1/messages", chat.ExecuteAsync); }
        abstract class Endpoint
        {
            [TracedLlmRoute(LlmApi.Messages)]
            public async Task ExecuteAsync(HttpContext http)
            {
                try { await HandleAsync(http); }
                catch (Exception e) when ([|e is HttpException|]) { Record(e); http.Response.StatusCode = 500; }
            }

            protected abstract Task HandleAsync(HttpContext http);
            [FailureLoggingPath] private static void Record(Exception e) => Console.WriteLine(e);
        }
        class ChatEndpoint : Endpoint
        {
            protected override async Task HandleAsync(HttpContext http) { await Task.Yield(); throw new BlockedException("b"); }
        }
        """ + Types);

    [Fact]
    public Task Follows_handlers_through_a_mediator_with_behaviours() => VerifyAsync(Gateway("await new Mediator([new Failures()], new Handler()).SendAsync(\"x\");") + """
        delegate Task<string> Next();
        interface IBehaviour { Task<string> HandleAsync(string request, Next next); }
        interface IHandler { Task<string> HandleAsync(string request); }
        class Mediator(IEnumerable<IBehaviour> behaviours, IHandler handler)
        {
            public Task<string> SendAsync(string request)
            {
                Next next = () => handler.HandleAsync(request);
                foreach (var behaviour in behaviours) { var inner = next; next = () => behaviour.HandleAsync(request, inner); }
                return next();
            }
        }
        class Handler : IHandler { public async Task<string> HandleAsync(string request) { await Task.Yield(); throw new BlockedException("b"); } }
        class Failures : IBehaviour
        {
            [FailureLoggingPath]
            public async Task<string> HandleAsync(string request, Next next)
            {
                try { return await next(); }
                catch ([|HttpException|] e) { Console.WriteLine(e); throw; }
            }
        }
        """);

    /// <summary>Verifies middleware that is marked, and middleware whose method for the log is marked.</summary>
    private static async Task VerifyMiddlewareAsync(string clauses)
    {
        await VerifyAsync(Gateway("throw new BlockedException(\"b\");") + Middleware("[FailureLoggingPath]", "", clauses.Replace("LOG", "logger.LogError(e, \"failed\")", StringComparison.Ordinal)));
        await VerifyAsync(Gateway("throw new BlockedException(\"b\");") + Middleware("", "[FailureLoggingPath]", clauses.Replace("LOG", "Record(e)", StringComparison.Ordinal)));
    }

    private static Task VerifyAsync(string code) => new RuleTest<ExceptionPastFailureLog> { TestCode = code }.RunAsync();

    private static async Task<IEnumerable<string>> FindingsAsync(string code) =>
        (await new RuleTest<ExceptionPastFailureLog> { TestCode = code }.GetFindingsAsync()).Where(static finding => finding.Diagnostic.Id == "TLM2001").Select(static finding => finding.Diagnostic.Severity.ToString());

    private static string Gateway(string statements, string members = "") => TracedRoute.WithStatements(statements, members) + Types;

    private static string Middleware(string onInvoke, string onRecord, string clauses) => $$"""

        class Failures(RequestDelegate next, ILogger<Failures> logger)
        {
            {{onInvoke}}
            public async Task InvokeAsync(HttpContext http)
            {
                try { await next(http); }
                {{clauses}}
            }

            {{onRecord}}
            private void Record(Exception e) => logger.LogError(e, "failed");
            private static bool ShouldHandle(Exception e) => {{(clauses.Contains("ShouldHandle", StringComparison.Ordinal) ? "[|e is not BlockedException|]" : "true")}};
            private static Task AnswerAsync(HttpContext http, Exception e) { http.Response.StatusCode = e is HttpException ? 502 : 500; return http.Response.WriteAsync(e.Message); }
        }
        """;

    private static string Handler(string attribute, string body) => $$"""

        class Failures(ILogger<Failures> logger) : Microsoft.AspNetCore.Diagnostics.IExceptionHandler
        {
            {{attribute}}
            public async ValueTask<bool> TryHandleAsync(HttpContext http, Exception exception, CancellationToken cancellationToken)
            {
                {{body}}
            }
        }
        """;
}
